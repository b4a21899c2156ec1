using Croupier.Kernel;

namespace Croupier.Platform.Identity;

/// <summary>Whether the ledger is known to have opened the player. Numbers are persisted.</summary>
internal enum OpeningState : short
{
    Opening = 1,
    Open = 2,
}

/// <summary>An account as the vault keeps it. The two command ids were drawn at sign-up, so that finishing it twice has one effect.</summary>
internal sealed record PlayerRow(PlayerId Player, string PasswordHash, OpeningState State, CommandId OpenCommand, CommandId ActivateCommand);
