using Croupier.Book.Items;
using Croupier.Kernel;
using Croupier.Kernel.Bytes;
using Croupier.Kernel.Commands;

namespace Croupier.Book.Crossing;

/// <summary>Where a crossing stands. It leaves <see cref="Open"/> once. Numbers are persisted and never change.</summary>
internal enum CrossingState : byte
{
    Open = 0,
    Received = 1,
    Returned = 2,
}

/// <summary>Money reserved on its way to another partition, until that one has received or refused it.</summary>
internal sealed class CrossingItem : Item
{
    public override ItemKind Kind => ItemKind.Crossing;

    public PlayerId Scope { get; private set; }

    public CommandId Id { get; private set; }

    public int Debit { get; private set; }

    /// <summary>This partition's clearing account for the other.</summary>
    public int Credit { get; private set; }

    public long Amount { get; private set; }

    public TransferReason Reason { get; private set; }

    public int TargetPartition { get; private set; }

    public long SentUnixMs { get; private set; }

    public CrossingState State { get; set; }

    public static CrossingItem Sent(SendAcross command, int debit, int credit, long clockUnixMs) => new()
    {
        Scope = command.Player,
        Id = command.Id,
        Debit = debit,
        Credit = credit,
        Amount = command.Amount.Units,
        Reason = command.Reason,
        TargetPartition = command.TargetPartition,
        SentUnixMs = clockUnixMs,
    };

    public override void Write(ByteWriter writer)
    {
        writer.Id(Scope.Value);
        writer.Id(Id.Value);
        writer.I64(Debit);
        writer.I64(Credit);
        writer.I64(Amount);
        writer.U16((ushort)Reason);
        writer.U16((ushort)TargetPartition);
        writer.I64(SentUnixMs);
        writer.U8((byte)State);
    }

    public override void Read(ref ByteReader reader)
    {
        Scope = new PlayerId(reader.Id());
        Id = new CommandId(reader.Id());
        Debit = checked((int)reader.I64());
        Credit = checked((int)reader.I64());
        Amount = reader.I64();
        Reason = (TransferReason)reader.U16();
        TargetPartition = reader.U16();
        SentUnixMs = reader.I64();
        State = (CrossingState)reader.U8();
    }
}
