using Croupier.Book.Items;
using Croupier.Kernel;
using Croupier.Kernel.Bytes;
using Croupier.Kernel.Commands;

namespace Croupier.Book.Holds;

/// <summary>Where a hold stands. It leaves <see cref="Open"/> once. Numbers are persisted and never change.</summary>
internal enum HoldState : byte
{
    Open = 0,
    Posted = 1,
    Voided = 2,
    ExpiredPosted = 3,
    ExpiredVoided = 4,
}

/// <summary>Money reserved on two accounts until it is posted, voided or expires.</summary>
internal sealed class HoldItem : Item
{
    public override ItemKind Kind => ItemKind.Hold;

    public PlayerId Scope { get; private set; }

    public CommandId Id { get; private set; }

    public int Debit { get; private set; }

    public int Credit { get; private set; }

    public long Amount { get; private set; }

    public OnExpiry OnExpiry { get; private set; }

    public long ExpiresUnixMs { get; private set; }

    public HoldState State { get; set; }

    /// <summary>What was moved when the hold was posted.</summary>
    public long PostedAmount { get; set; }

    /// <summary>The guards whose held sum includes this hold, a bit for each <see cref="GuardKind"/>.</summary>
    public byte HeldBy { get; private set; }

    public override long? EndsUnixMs => State == HoldState.Open && OnExpiry != OnExpiry.None ? ExpiresUnixMs : null;

    public static HoldItem Placed(PlaceHold command, int debit, int credit, byte heldBy) => new()
    {
        Scope = command.Player,
        Id = command.Id,
        Debit = debit,
        Credit = credit,
        Amount = command.Leg.Amount.Units,
        OnExpiry = command.OnExpiry,
        ExpiresUnixMs = command.ExpiresUnixMs,
        HeldBy = heldBy,
    };

    public override void Write(ByteWriter writer)
    {
        writer.Id(Scope.Value);
        writer.Id(Id.Value);
        writer.I64(Debit);
        writer.I64(Credit);
        writer.I64(Amount);
        writer.U8((byte)OnExpiry);
        writer.I64(ExpiresUnixMs);
        writer.U8((byte)State);
        writer.I64(PostedAmount);
        writer.U8(HeldBy);
    }

    public override void Read(ref ByteReader reader)
    {
        Scope = new PlayerId(reader.Id());
        Id = new CommandId(reader.Id());
        Debit = checked((int)reader.I64());
        Credit = checked((int)reader.I64());
        Amount = reader.I64();
        OnExpiry = (OnExpiry)reader.U8();
        ExpiresUnixMs = reader.I64();
        State = (HoldState)reader.U8();
        PostedAmount = reader.I64();
        HeldBy = reader.U8();
    }
}
