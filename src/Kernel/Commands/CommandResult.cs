using Croupier.Kernel.Bytes;

namespace Croupier.Kernel.Commands;

/// <summary>
/// What the partition decided, stored in the block beside its command and given back byte for byte to every retry. Amounts that are zero
/// take no bytes. <see cref="Detail"/> is by kind and status: a refusing guard's time of freeing (Unix ms), a deposit's fate, the nonce expected,
/// the number of the linked command that failed, the <see cref="RequestField"/> in which a conflicting request differs.
/// </summary>
public sealed record CommandResult(Status Status)
{
    /// <summary>The presence bit of <see cref="Moved"/>, after those of the numbers.</summary>
    private const int MovedBit = 1 << 7;

    /// <summary>The presence bit of <see cref="Guard"/>, after those of the numbers.</summary>
    private const int GuardBit = 1 << 8;

    public AssetId Asset { get; init; }

    public Money StakeCash { get; init; }

    public Money StakeBonus { get; init; }

    public Money PayoutCash { get; init; }

    public Money PayoutBonus { get; init; }

    /// <summary>What the player can spend after this command, holds deducted; of <see cref="Asset"/>.</summary>
    public Money CashAfter { get; init; }

    public Money BonusAfter { get; init; }

    public long Detail { get; init; }

    /// <summary>The resolved plan of a command whose legs do not say by themselves what they moved.</summary>
    public MovedAmounts Moved { get; init; }

    /// <summary>The limit that refused; of <see cref="Asset"/>.</summary>
    public GuardName? Guard { get; init; }

    public bool IsAccepted => Status == Status.Accepted;

    /// <summary>Status (2), asset (2), a bit for each of the seven numbers, as bit 7 what was moved and as bit 8 the guard (2), then those numbers that are not zero (8 each), in this order, what was moved, and the guard (3).</summary>
    public void Write(ByteWriter writer)
    {
        ReadOnlySpan<long> numbers =
            [StakeCash.Units, StakeBonus.Units, PayoutCash.Units, PayoutBonus.Units, CashAfter.Units, BonusAfter.Units, Detail];
        var present = Moved.IsEmpty ? 0 : MovedBit;
        for (var i = 0; i < numbers.Length; i++)
        {
            present |= numbers[i] != 0 ? 1 << i : 0;
        }

        writer.U16((ushort)Status);
        writer.U16(Asset.Code);
        writer.U16((ushort)(present | (Guard is null ? 0 : GuardBit)));
        foreach (var number in numbers)
        {
            if (number != 0)
            {
                writer.I64(number);
            }
        }

        if (!Moved.IsEmpty)
        {
            Moved.Write(writer);
        }

        Guard?.Write(writer);
    }

    public static CommandResult Read(ref ByteReader reader)
    {
        var status = (Status)reader.U16();
        var asset = new AssetId(reader.U16());
        var present = reader.U16();
        Span<long> numbers = stackalloc long[7];
        for (var i = 0; i < numbers.Length; i++)
        {
            numbers[i] = (present & (1 << i)) != 0 ? reader.I64() : 0;
        }

        return new CommandResult(status)
        {
            Asset = asset,
            StakeCash = new(numbers[0]),
            StakeBonus = new(numbers[1]),
            PayoutCash = new(numbers[2]),
            PayoutBonus = new(numbers[3]),
            CashAfter = new(numbers[4]),
            BonusAfter = new(numbers[5]),
            Detail = numbers[6],
            Moved = (present & MovedBit) != 0 ? MovedAmounts.Read(ref reader) : default,
            Guard = (present & GuardBit) != 0 ? GuardName.Read(ref reader) : null,
        };
    }
}
