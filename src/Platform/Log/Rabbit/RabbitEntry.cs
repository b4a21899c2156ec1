using RabbitMQ.Client;

namespace Croupier.Platform.Log.Rabbit;

/// <summary>
/// One entry of a stream as the broker delivers it. A stream's first entry is the log's own, so the port's offsets are the stream's less one: the first batch has 0, and
/// the place of the first entry is that of <see cref="Kernel.LogPosition.Start"/>. The broker puts records of its own into a stream too (one at each new segment), which take an
/// offset and are never delivered: that is why offsets may leave some out.
/// </summary>
internal readonly record struct RabbitEntry(ulong Tag, long Offset, RabbitEntryKind Kind, ReadOnlyMemory<byte> Batch, long? AppendedMs)
{
    /// <summary>When the batch was appended, by its producer's clock. For a metric; nothing is decided by it.</summary>
    public const string AppendedHeader = "ms";

    private const string OffsetHeader = "x-stream-offset";

    /// <summary>Which offset of the stream has this offset of the port.</summary>
    public static long InStream(long offset) => offset + 1;

    /// <param name="body">Is the driver's, and gone when its call returns: it is copied.</param>
    public static RabbitEntry Of(ulong tag, string exchange, IReadOnlyBasicProperties properties, ReadOnlyMemory<byte> body)
    {
        var headers = properties.Headers ?? throw new IOException("the broker delivered an entry of a stream without its offset");
        var offset = headers.TryGetValue(OffsetHeader, out var value) && value is long inStream
            ? inStream - 1
            : throw new IOException("the broker delivered an entry of a stream without its offset");
        var kind = exchange == RabbitNames.OperatorsExchange ? KindOf(properties.Type) : RabbitEntryKind.Batch;
        return new RabbitEntry(
            tag, offset, kind, kind == RabbitEntryKind.Batch ? body.ToArray() : default, headers.TryGetValue(AppendedHeader, out var ms) ? ms as long? : null);
    }

    private static RabbitEntryKind KindOf(string? type) => type switch
    {
        RabbitNames.Closed => RabbitEntryKind.Closed,
        _ => RabbitEntryKind.Opened,
    };
}

internal enum RabbitEntryKind
{
    Batch,

    /// <summary>A stream's first entry. It says nothing to a reader.</summary>
    Opened,

    /// <summary>What follows in this stream does not count: the next incarnation goes on.</summary>
    Closed,
}
