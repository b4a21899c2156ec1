using Croupier.Book.Items;
using Croupier.Book.Rounds;
using Croupier.Kernel;
using Croupier.Kernel.Bytes;

namespace Croupier.Book.Players;

/// <summary>
/// A player as the partition knows it. Accounts and protection hang on the player, so that a command finds all it needs by one look-up; what hangs there follows from
/// the other rows and is not persisted here.
/// </summary>
internal sealed class PlayerItem : Item
{
    private AccountNumbers accounts;
    private PlayerProtection? protection;
    private RoundItem[]? rounds;

    public override ItemKind Kind => ItemKind.Player;

    public PlayerId Id { get; private set; }

    public PlayerState State { get; set; }

    /// <summary>0 while the player is under the built-in one.</summary>
    public ushort Profile { get; set; }

    /// <summary>Until then the player takes a break, Unix ms; 0 for none.</summary>
    public long TimeOutUntilUnixMs
    {
        get => protection?.TimeOutUntilUnixMs ?? 0;
        set => Protect(value != 0)?.TimeOutUntilUnixMs = value;
    }

    /// <summary>Until then the player is excluded, whatever the state, Unix ms; 0 for none.</summary>
    public long ExcludedUntilUnixMs
    {
        get => protection?.ExcludedUntilUnixMs ?? 0;
        set => Protect(value != 0)?.ExcludedUntilUnixMs = value;
    }

    /// <summary>Numbers of this player's accounts, in order of opening.</summary>
    public ReadOnlySpan<int> Accounts => accounts.Span;

    /// <summary>Null for a player without limits, deposits, breaks and cycle rules.</summary>
    public PlayerProtection? Protection => protection;

    public static PlayerItem Opened(PlayerId id) => new() { Id = id, State = PlayerState.Unverified };

    /// <summary>Rounds with choices, one a game that the player has played.</summary>
    public ReadOnlySpan<RoundItem> Rounds => rounds;

    public RoundItem? FindRound(GameId game)
    {
        foreach (var round in Rounds)
        {
            if (round.Game == game)
            {
                return round;
            }
        }

        return null;
    }

    public void Attach(RoundItem round) => rounds = [.. Rounds, round];

    /// <summary>Items leave in the reverse order of their coming.</summary>
    public void DetachLastRound() => rounds = rounds!.Length == 1 ? null : rounds[..^1];

    public void Attach(int account) => accounts.Add(account);

    public void DetachLastAccount() => accounts.RemoveLast();

    public PlayerProtection Protect() => protection ??= new PlayerProtection();

    private PlayerProtection? Protect(bool needed) => needed ? Protect() : protection;

    public override void Write(ByteWriter writer)
    {
        writer.Id(Id.Value);
        writer.U8((byte)State);
        writer.U8((byte)((Profile != 0 ? 1 : 0) | (TimeOutUntilUnixMs != 0 ? 2 : 0) | (ExcludedUntilUnixMs != 0 ? 4 : 0)));
        if (Profile != 0)
        {
            writer.U16(Profile);
        }

        if (TimeOutUntilUnixMs != 0)
        {
            writer.I64(TimeOutUntilUnixMs);
        }

        if (ExcludedUntilUnixMs != 0)
        {
            writer.I64(ExcludedUntilUnixMs);
        }
    }

    public override void Read(ref ByteReader reader)
    {
        Id = new PlayerId(reader.Id());
        State = (PlayerState)reader.U8();
        var present = reader.U8();
        Profile = (present & 1) != 0 ? reader.U16() : (ushort)0;
        TimeOutUntilUnixMs = (present & 2) != 0 ? reader.I64() : 0;
        ExcludedUntilUnixMs = (present & 4) != 0 ? reader.I64() : 0;
    }
}
