namespace Croupier.Kernel.Commands;

/// <summary>What a batch was found to be. Names are persisted, in the list of poison, and never change.</summary>
public enum BatchFault : byte
{
    None = 0,

    /// <summary>Shorter than a head and a tag.</summary>
    TooShort = 1,

    /// <summary>There is no key of the producer that it names.</summary>
    NoSuchKey = 2,

    /// <summary>The tag is not that of the producer that it names.</summary>
    WrongTag = 3,

    // From here on the producer is proven.

    /// <summary>Of a version that this one does not know.</summary>
    UnknownVersion = 4,

    /// <summary>Made for the log of another partition.</summary>
    WrongPartition = 5,

    /// <summary>Not laid out as its version says.</summary>
    Malformed = 6,
}

/// <summary>A command of a batch, and where its bytes stand in it. One that is longer than a command may be is not read: <see cref="Unreadable"/>.</summary>
public readonly record struct OpenedCommand(Command Command, Attestation? Attestation, int At, int Size);

/// <summary>A batch as it was read. Its head is the same in every version, so a batch that can't be read further still says whose it is.</summary>
public sealed record OpenedBatch(BatchFault Fault, int Partition, Caller Caller, ushort KeyVersion, IReadOnlyList<OpenedCommand> Commands)
{
    public static readonly OpenedBatch TooShort = new(BatchFault.TooShort, -1, default, 0, []);

    /// <summary>Whether the producer that the batch names made it.</summary>
    public bool IsProven => Fault is BatchFault.None or >= BatchFault.UnknownVersion;
}
