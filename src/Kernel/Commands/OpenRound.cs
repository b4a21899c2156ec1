using Croupier.Kernel.Bytes;

namespace Croupier.Kernel.Commands;

/// <summary>
/// Begins a round with choices in the middle: the stake is held, and what is shown so far is stored. <paramref name="Bet"/> says what a whole round says, with this command's id
/// and player, and as its outcome what the player may see (the game's own layout); the rest of the outcome follows from the seeds and the choices. Where
/// nothing is left to choose, <paramref name="Ends"/>, and the round settles here as a whole one does; otherwise it has no payout yet. Contributions
/// are made at once, either way.
/// </summary>
public sealed record OpenRound(PlayRound Bet, bool Ends) : Command(Bet.Id, Bet.Player)
{
    public override CommandKind Kind => CommandKind.OpenRound;

    /// <summary>SHA-256 over the request's bytes and the rules hash: all that the outcome and its evaluation start from, but for the seeds of the chain.</summary>
    public Hash256 Basis()
    {
        var writer = CommandCodec.RentWriter();
        WriteRequestBytes(writer);
        writer.Hash(Bet.RulesHash);
        return Hash256.Of(writer.Written);
    }

    internal static OpenRound Read(ref ByteReader reader, CommandId id, PlayerId player) => new(PlayRound.Read(ref reader, id, player), reader.Bool());

    internal override void WriteBody(ByteWriter writer)
    {
        Bet.WriteBody(writer);
        writer.Bool(Ends);
    }

    /// <summary>What the player asked, and no more: as of a whole round.</summary>
    internal override void WriteRequest(ByteWriter writer) => Bet.WriteRequest(writer);
}
