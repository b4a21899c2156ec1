using Croupier.Kernel.Bytes;

namespace Croupier.Kernel.Commands;

/// <summary>
/// Puts a game's rules into the partition's registry, or changes its entry. A round outside the registry is refused, so a compromised
/// games process can't print money. <paramref name="MaxPayoutMultiple"/> is in hundredths of the stake: 19,800 is 198 times.
/// </summary>
public sealed record RegisterGame(
    CommandId Id, PlayerId Player, GameId Game, Hash256 RulesHash, bool Enabled, AssetId Asset, Money MinStake, Money MaxStake, long MaxPayoutMultiple)
    : Command(Id, Player)
{
    public override CommandKind Kind => CommandKind.RegisterGame;

    internal static RegisterGame Read(ref ByteReader reader, CommandId id, PlayerId player) =>
        new(id, player, new GameId(reader.Text()), reader.Hash(), reader.Bool(), new AssetId(reader.U16()), reader.Amount(), reader.Amount(), reader.I64());

    internal override void WriteBody(ByteWriter writer)
    {
        writer.Text(Game.Name);
        writer.Hash(RulesHash);
        writer.Bool(Enabled);
        writer.U16(Asset.Code);
        writer.Amount(MinStake);
        writer.Amount(MaxStake);
        writer.I64(MaxPayoutMultiple);
    }
}
