using Croupier.Book.Items;
using Croupier.Kernel;
using Croupier.Kernel.Bytes;
using Croupier.Kernel.Commands;

namespace Croupier.Book.Rounds;

/// <summary>
/// A player's round with choices of one game: the one that is open, or the last that was. There is at most one open at a time, so the next takes its place, and what is kept is
/// bounded by players and games, not by what they play. It holds the stakes and the choices; nothing of the outcome, which follows from the seeds.
/// </summary>
internal sealed class RoundItem : Item
{
    private byte[] choices = [];

    public override ItemKind Kind => ItemKind.Round;

    /// <summary>The number of the player's item.</summary>
    public int Owner { get; private set; }

    public GameId Game { get; private set; }

    /// <summary>The id of the command that opened it.</summary>
    public CommandId Id { get; private set; }

    public bool IsOpen { get; private set; }

    public Hash256 RulesHash { get; private set; }

    /// <summary>What it was opened with (<see cref="OpenRound.Basis"/>).</summary>
    public Hash256 Basis { get; private set; }

    public AssetId Asset { get; private set; }

    public ChainId Chain { get; private set; }

    public SourceOrder Sources { get; private set; }

    /// <summary>What is held of each source.</summary>
    public StakeSplit Held { get; private set; }

    /// <summary>Whether the guards have what is held in their sums.</summary>
    public bool CountedByGuards { get; private set; }

    /// <summary>Steps taken.</summary>
    public ushort Steps { get; private set; }

    /// <summary>The choices of those steps (<see cref="RoundChoices"/>).</summary>
    public ReadOnlySpan<byte> Choices => choices;

    /// <summary>The partition clock at the last step, or at the opening.</summary>
    public long MovedUnixMs { get; private set; }

    public static RoundItem Of(int owner, GameId game) => new() { Owner = owner, Game = game };

    public void Open(PlayRound bet, Hash256 basis, StakeSplit held, bool countedByGuards, long clockUnixMs)
    {
        (Id, IsOpen, RulesHash, Basis, Asset, Chain, Sources) = (bet.Id, true, bet.RulesHash, basis, bet.Asset, bet.Chain, bet.Sources);
        (Held, CountedByGuards, Steps, choices, MovedUnixMs) = (held, countedByGuards, 0, [], clockUnixMs);
    }

    public void Step(byte[] choicesNow, StakeSplit held, long clockUnixMs)
    {
        Steps++;
        (choices, Held, MovedUnixMs) = (choicesNow, held, clockUnixMs);
    }

    public void End() => (IsOpen, Held) = (false, default);

    public override void Write(ByteWriter writer)
    {
        writer.I32(Owner);
        writer.Text(Game.Name);
        writer.Id(Id.Value);
        writer.Bool(IsOpen);
        writer.Hash(RulesHash);
        writer.Hash(Basis);
        writer.U16(Asset.Code);
        writer.Id(Chain.Value);
        writer.U8((byte)Sources);
        writer.I64(Held.Cash);
        writer.I64(Held.Bonus);
        writer.Bool(CountedByGuards);
        writer.U16(Steps);
        writer.ShortBytes(choices);
        writer.I64(MovedUnixMs);
    }

    public override void Read(ref ByteReader reader)
    {
        Owner = reader.I32();
        Game = new GameId(reader.Text());
        Id = new CommandId(reader.Id());
        IsOpen = reader.Bool();
        RulesHash = reader.Hash();
        Basis = reader.Hash();
        Asset = new AssetId(reader.U16());
        Chain = new ChainId(reader.Id());
        Sources = (SourceOrder)reader.U8();
        Held = new StakeSplit(reader.I64(), reader.I64());
        CountedByGuards = reader.Bool();
        Steps = reader.U16();
        choices = reader.ShortBytes().ToArray();
        MovedUnixMs = reader.I64();
    }
}
