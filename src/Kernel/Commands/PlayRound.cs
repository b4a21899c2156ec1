using Croupier.Kernel.Bytes;

namespace Croupier.Kernel.Commands;

/// <summary>In what order a stake is taken from a player's accounts; profile data. Numbers are persisted and never change.</summary>
public enum SourceOrder : byte
{
    CashOnly = 0,
    BonusThenCash = 1,
    CashThenBonus = 2,
}

/// <summary>A part of the house's share of a round that goes to a pot of the operator: a jackpot, a prize pool, duty.</summary>
public readonly record struct Contribution(AccountKind Kind, uint Sub, Money Amount);

/// <summary>
/// A whole round without a choice in the middle: gross legs, never netted (stake, payout, contributions). This is also the round record
/// that a laboratory recalls. The outcome and the payout are derived by games and are no part of the request (I4, I7).
/// <paramref name="Choice"/> and <paramref name="Outcome"/> are the game's own layouts, at most 255 bytes each.
/// </summary>
public sealed record PlayRound(
    CommandId Id,
    PlayerId Player,
    SessionId Session,
    GameId Game,
    Hash256 RulesHash,
    ChainId Chain,
    long Nonce,
    ReadOnlyMemory<byte> ClientSeed,
    ReadOnlyMemory<byte> Choice,
    AssetId Asset,
    Money Stake,
    SourceOrder Sources,
    ushort ProfileVersion,
    ReadOnlyMemory<byte> Outcome,
    Money Payout,
    IReadOnlyList<Contribution> Contributions) : Command(Id, Player)
{
    public const int MaxContributions = 8;

    public override CommandKind Kind => CommandKind.PlayRound;

    internal static PlayRound Read(ref ByteReader reader, CommandId id, PlayerId player) => new(
        id,
        player,
        new SessionId(reader.Id()),
        new GameId(reader.Text()),
        reader.Hash(),
        new ChainId(reader.Id()),
        reader.I64(),
        reader.ShortBytes().ToArray(),
        reader.ShortBytes().ToArray(),
        new AssetId(reader.U16()),
        reader.Amount(),
        (SourceOrder)reader.U8(),
        reader.U16(),
        reader.ShortBytes().ToArray(),
        reader.Amount(),
        ReadContributions(ref reader));

    internal override void WriteBody(ByteWriter writer)
    {
        writer.Id(Session.Value);
        writer.Text(Game.Name);
        writer.Hash(RulesHash);
        writer.Id(Chain.Value);
        writer.I64(Nonce);
        writer.ShortBytes(ClientSeed.Span);
        writer.ShortBytes(Choice.Span);
        writer.U16(Asset.Code);
        writer.Amount(Stake);
        writer.U8((byte)Sources);
        writer.U16(ProfileVersion);
        writer.ShortBytes(Outcome.Span);
        writer.Amount(Payout);
        WriteContributions(writer, Contributions);
    }

    /// <summary>Player, game, stake, choice, chain and nonce: what the player asked, and no more.</summary>
    internal override void WriteRequest(ByteWriter writer) => WriteRequest(writer, Game, Asset, Stake, Choice.Span, Chain, Nonce);

    /// <summary>The same of a request that is no command yet.</summary>
    internal static void WriteRequest(ByteWriter writer, GameId game, AssetId asset, Money stake, ReadOnlySpan<byte> choice, ChainId chain, long nonce)
    {
        writer.Text(game.Name);
        writer.U16(asset.Code);
        writer.Amount(stake);
        writer.ShortBytes(choice);
        writer.Id(chain.Value);
        writer.I64(nonce);
    }

    internal static void WriteContributions(ByteWriter writer, IReadOnlyList<Contribution> contributions)
    {
        writer.U8(checked((byte)contributions.Count));
        foreach (var contribution in contributions)
        {
            writer.U16((ushort)contribution.Kind);
            writer.U32(contribution.Sub);
            writer.Amount(contribution.Amount);
        }
    }

    internal static Contribution[] ReadContributions(ref ByteReader reader)
    {
        var count = reader.U8();
        if (count > MaxContributions)
        {
            throw new MalformedBytesException($"{count} contributions, {MaxContributions} at most");
        }

        var contributions = count == 0 ? [] : new Contribution[count];
        for (var i = 0; i < count; i++)
        {
            contributions[i] = new((AccountKind)reader.U16(), reader.U32(), reader.Amount());
        }

        return contributions;
    }
}
