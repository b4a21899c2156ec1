using System.Buffers.Binary;

namespace Croupier.Tests.Unit.Book;

/// <summary>Version 7 ids from a seed, so that a failing run can be run again.</summary>
internal sealed class SeededIds(int seed)
{
    private readonly SeededRandom random = new(seed);

    /// <summary>The time that the next ids carry, Unix ms.</summary>
    public long UnixMs { get; set; } = 1_800_000_000_000;

    public Guid Next(int? tag = null)
    {
        Span<byte> bytes = stackalloc byte[16];
        random.NextBytes(bytes);
        var low = tag ?? random.Next(0x1000);
        BinaryPrimitives.WriteInt64BigEndian(bytes, (UnixMs << 16) | 0x7000L | (uint)low);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }

    public CommandId Command() => new(Next());

    public PlayerId Player(int partition = TestBook.PartitionNumber) => new(Next(partition));

    public ChainId Chain() => new(Next());

    public SessionId Session() => new(Next());
}
