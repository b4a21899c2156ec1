using Croupier.Kernel.Bytes;

namespace Croupier.Kernel.Commands;

/// <summary>
/// Sends money to an account in another partition. It is reserved here, towards this partition's clearing account for the other (whose number is the sub-account), as a
/// crossing that stays open until <see cref="SettleAcross"/>. The crossing's id is the command's.
/// </summary>
public sealed record SendAcross(CommandId Id, PlayerId Player, AccountRef From, AccountRef To, Money Amount, TransferReason Reason) : Command(Id, Player)
{
    public override CommandKind Kind => CommandKind.SendAcross;

    public int TargetPartition => To.Owner.Partition;

    internal static SendAcross Read(ref ByteReader reader, CommandId id, PlayerId player) => new(
        id, player, AccountRefBytes.Read(ref reader, player), AccountRefBytes.Read(ref reader, player), reader.Amount(), (TransferReason)reader.U16());

    internal override void WriteBody(ByteWriter writer)
    {
        AccountRefBytes.Write(writer, From, Player);
        AccountRefBytes.Write(writer, To, Player);
        writer.Amount(Amount);
        writer.U16((ushort)Reason);
    }
}

/// <summary>
/// The other half of a <see cref="SendAcross"/>, in the partition that receives: credits the account from the clearing account for the sender's partition. The ledger gives
/// it once the sending block is durable, and cites that block. Its scope is the receiving player, or the operator of the receiving partition.
/// </summary>
public sealed record ReceiveAcross(
    CommandId Id,
    PlayerId Player,
    PlayerId Sender,
    CommandId Sent,
    long SourceSequence,
    Hash256 SourceHash,
    AccountRef From,
    AccountRef To,
    Money Amount,
    TransferReason Reason) : Command(Id, Player)
{
    public override CommandKind Kind => CommandKind.ReceiveAcross;

    public int SourcePartition => Sender.Partition;

    /// <summary>The one command that receives <paramref name="sent"/>, which block <paramref name="sequence"/> of its partition accepted.</summary>
    public static ReceiveAcross Of(SendAcross sent, long sequence, Hash256 hash) => new(
        IdOf(sent.Player, sent.Id),
        sent.To.IsPlayers ? sent.To.Owner : PlayerId.Operator(sent.TargetPartition),
        sent.Player,
        sent.Id,
        sequence,
        hash,
        sent.From,
        sent.To,
        sent.Amount,
        sent.Reason);

    public static CommandId IdOf(PlayerId sender, CommandId sent) => sent.Derive(sender, 1);

    internal static ReceiveAcross Read(ref ByteReader reader, CommandId id, PlayerId player) => new(
        id,
        player,
        new PlayerId(reader.Id()),
        new CommandId(reader.Id()),
        reader.I64(),
        reader.Hash(),
        AccountRefBytes.Read(ref reader, player),
        AccountRefBytes.Read(ref reader, player),
        reader.Amount(),
        (TransferReason)reader.U16());

    internal override void WriteBody(ByteWriter writer)
    {
        writer.Id(Sender.Value);
        writer.Id(Sent.Value);
        writer.I64(SourceSequence);
        writer.Hash(SourceHash);
        AccountRefBytes.Write(writer, From, Player);
        AccountRefBytes.Write(writer, To, Player);
        writer.Amount(Amount);
        writer.U16((ushort)Reason);
    }
}

/// <summary>
/// The end of a crossing where it began: what was reserved is posted if the other partition received it, and released if it refused. Received or not, the id is the same, so
/// that a crossing has one end whoever drives it. Cited is the block of the other partition that decided.
/// </summary>
public sealed record SettleAcross(CommandId Id, PlayerId Player, CommandId Sent, bool Received, long TargetSequence, Hash256 TargetHash) : Command(Id, Player)
{
    public override CommandKind Kind => CommandKind.SettleAcross;

    /// <summary>The one command that ends the crossing, after block <paramref name="sequence"/> of the receiving partition decided with <paramref name="decided"/>.</summary>
    public static SettleAcross Of(ReceiveAcross receive, Status decided, long sequence, Hash256 hash) =>
        new(IdOf(receive.Sender, receive.Sent), receive.Sender, receive.Sent, decided == Status.Accepted, sequence, hash);

    public static CommandId IdOf(PlayerId sender, CommandId sent) => sent.Derive(sender, 2);

    internal static SettleAcross Read(ref ByteReader reader, CommandId id, PlayerId player) =>
        new(id, player, new CommandId(reader.Id()), reader.Bool(), reader.I64(), reader.Hash());

    internal override void WriteBody(ByteWriter writer)
    {
        writer.Id(Sent.Value);
        writer.Bool(Received);
        writer.I64(TargetSequence);
        writer.Hash(TargetHash);
    }
}
