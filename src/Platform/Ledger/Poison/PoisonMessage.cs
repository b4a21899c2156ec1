using System.Globalization;
using Croupier.Book.Decisions;
using Croupier.Kernel;
using Croupier.Kernel.Commands;

namespace Croupier.Platform.Ledger.Poison;

/// <summary>Where a message stands on the log: partition, incarnation, offset, and its index in the batch where it is a single command.</summary>
public readonly record struct PoisonPlace(int Partition, uint Incarnation, long Offset, int Index)
{
    public bool IsBatch => Index == PoisonFind.WholeBatch;

    /// <summary>As <see cref="ToString"/> writes it.</summary>
    public static bool TryParse(string text, out PoisonPlace place)
    {
        place = default;
        var parts = text.Split('/', ':');
        if (parts.Length is not (3 or 4)
            || !int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var partition)
            || !uint.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var incarnation)
            || !long.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out var offset))
        {
            return false;
        }

        var index = PoisonFind.WholeBatch;
        if (parts.Length == 4 && !int.TryParse(parts[3], NumberStyles.None, CultureInfo.InvariantCulture, out index))
        {
            return false;
        }

        place = new PoisonPlace(partition, incarnation, offset, index);
        return text == place.ToString();
    }

    public override string ToString() => IsBatch
        ? string.Create(CultureInfo.InvariantCulture, $"{Partition}/{Incarnation}:{Offset}")
        : string.Create(CultureInfo.InvariantCulture, $"{Partition}/{Incarnation}:{Offset}:{Index}");
}

/// <summary>What became of a message that was set aside. Numbers are persisted and never change.</summary>
public enum PoisonState : byte
{
    Waiting = 0,
    Replayed = 1,
    Discarded = 2,
}

/// <summary>A message that was set aside, as the list has it. <paramref name="Bytes"/> are its beginning where the whole was not kept.</summary>
public sealed record PoisonMessage(
    PoisonPlace Place,
    string Reason,
    Caller Producer,
    ushort KeyVersion,
    bool IsProven,
    int Size,
    Hash256 Hash,
    byte[] Bytes,
    Attestation? Attestation,
    DateTimeOffset Found,
    PoisonState State,
    DateTimeOffset? Ended,
    string? EndedBy,
    string? EndedWhy)
{
    public bool IsWhole => Bytes.Length == Size;

    /// <summary>The command that its producer gave, as far as this version can read it.</summary>
    public Command? Given => Place.IsBatch ? null : CommandCodec.Read(Bytes);

    /// <summary>
    /// Whether it may be a provider's word that a payment came, from a producer whose word that is. The player has paid, so it is never discarded: it is replayed, or
    /// waits for the version that can read it. A batch that can't be read may hold one.
    /// </summary>
    public bool MayConfirmDeposit =>
        IsProven
        && Permissions.Allows(Producer.Role, CommandKind.ConfirmDeposit)
        && (Place.IsBatch || (Bytes.Length > 0 && (CommandKind)Bytes[0] == CommandKind.ConfirmDeposit));
}
