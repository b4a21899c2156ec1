using Croupier.Kernel.Bytes;

namespace Croupier.Kernel.Commands;

/// <summary>Moves cash to withdrawal-pending; the player can't cancel it. The withdrawal's id is the command's. Excluded players may.</summary>
public sealed record RequestWithdrawal(CommandId Id, PlayerId Player, AssetId Asset, Money Amount, uint Provider) : Command(Id, Player)
{
    public override CommandKind Kind => CommandKind.RequestWithdrawal;

    internal static RequestWithdrawal Read(ref ByteReader reader, CommandId id, PlayerId player) =>
        new(id, player, new AssetId(reader.U16()), reader.Amount(), reader.U32());

    internal override void WriteBody(ByteWriter writer)
    {
        writer.U16(Asset.Code);
        writer.Amount(Amount);
        writer.U32(Provider);
    }
}

/// <summary>
/// The end of a withdrawal, once: paid to the provider's clearing account, or returned to the player's cash. <paramref name="Reference"/> is the provider's name for the
/// payout (<see cref="ProviderReference"/>), and a part of the request.
/// </summary>
public sealed record SettleWithdrawal(CommandId Id, PlayerId Player, CommandId Withdrawal, bool Paid, string Reference = "") : Command(Id, Player)
{
    public override CommandKind Kind => CommandKind.SettleWithdrawal;

    internal static SettleWithdrawal Read(ref ByteReader reader, CommandId id, PlayerId player) =>
        new(id, player, new CommandId(reader.Id()), reader.Bool(), ProviderReference.Read(ref reader));

    internal override void WriteBody(ByteWriter writer)
    {
        writer.Id(Withdrawal.Value);
        writer.Bool(Paid);
        writer.Text(Reference);
    }
}
