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

    /// <summary>It was voided before it came, and never will.</summary>
    NeverPlaced = 5,
}

/// <summary>Who else counts a hold until it ends. Numbers are persisted and never change.</summary>
[Flags]
internal enum HeldBy : byte
{
    Nobody = 0,

    /// <summary>The held sums of the player's turnover.</summary>
    Guards = 1,

    /// <summary>The player's open cycles.</summary>
    Cycle = 2,
}

/// <summary>What one source gives to a hold.</summary>
internal readonly record struct HoldPart(int Debit, long Amount);

/// <summary>Money reserved on two or more accounts until it is posted, voided or expires. The parts are the resolved plan, in order of the sources.</summary>
internal sealed class HoldItem : Item
{
    private HoldPart[] parts = [];

    public override ItemKind Kind => ItemKind.Hold;

    public PlayerId Scope { get; private set; }

    public CommandId Id { get; private set; }

    /// <summary>The account that all parts go to; 0 of a tombstone.</summary>
    public int Credit { get; private set; }

    /// <summary>What each source gives, more than nothing each.</summary>
    public ReadOnlySpan<HoldPart> Parts => parts;

    public long Amount { get; private set; }

    public OnExpiry OnExpiry { get; private set; }

    public long ExpiresUnixMs { get; private set; }

    public HoldState State { get; set; }

    /// <summary>What was moved when the hold was posted.</summary>
    public long PostedAmount { get; set; }

    public HeldBy HeldBy { get; private set; }

    public override long? EndsUnixMs => State == HoldState.Open && OnExpiry != OnExpiry.None ? ExpiresUnixMs : null;

    public static HoldItem Placed(PlaceHold command, int credit, HoldPart[] parts, HeldBy heldBy) => new()
    {
        Scope = command.Player,
        Id = command.Id,
        Credit = credit,
        parts = parts,
        Amount = Sum(parts),
        OnExpiry = command.OnExpiry,
        ExpiresUnixMs = command.ExpiresUnixMs,
        HeldBy = heldBy,
    };

    public static HoldItem Tombstone(VoidHold command) => new() { Scope = command.Player, Id = command.Hold, State = HoldState.NeverPlaced };

    public override void Write(ByteWriter writer)
    {
        writer.Id(Scope.Value);
        writer.Id(Id.Value);
        writer.I64(Credit);
        writer.U8((byte)OnExpiry);
        writer.I64(ExpiresUnixMs);
        writer.U8((byte)State);
        writer.I64(PostedAmount);
        writer.U8((byte)HeldBy);
        writer.U8((byte)parts.Length);
        foreach (var part in parts)
        {
            writer.I64(part.Debit);
            writer.I64(part.Amount);
        }
    }

    public override void Read(ref ByteReader reader)
    {
        Scope = new PlayerId(reader.Id());
        Id = new CommandId(reader.Id());
        Credit = checked((int)reader.I64());
        OnExpiry = (OnExpiry)reader.U8();
        ExpiresUnixMs = reader.I64();
        State = (HoldState)reader.U8();
        PostedAmount = reader.I64();
        HeldBy = (HeldBy)reader.U8();
        parts = new HoldPart[reader.U8()];
        for (var i = 0; i < parts.Length; i++)
        {
            parts[i] = new HoldPart(checked((int)reader.I64()), reader.I64());
        }

        Amount = Sum(parts);
    }

    private static long Sum(HoldPart[] parts)
    {
        var sum = 0L;
        foreach (var part in parts)
        {
            sum += part.Amount;
        }

        return sum;
    }
}
