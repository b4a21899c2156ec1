namespace Croupier.Kernel.Commands;

/// <summary>A command as the ledger reads it: where it stands on the log, and who is proven to have put it there.</summary>
public readonly record struct LoggedCommand(LogPosition Position, Caller Caller, Command Command);
