namespace Croupier.Kernel;

/// <summary>The life of a player's account as the partition knows it. Numbers are persisted and never change.</summary>
public enum PlayerState : byte
{
    Unverified = 1,
    Active = 2,
    Suspended = 3,
    Excluded = 4,
    Closed = 5,
}
