using Croupier.Kernel.Commands;

namespace Croupier.Platform.Ledger.Client;

/// <summary>A command with all that goes on the log beside it.</summary>
internal readonly record struct Submission(Command Command);
