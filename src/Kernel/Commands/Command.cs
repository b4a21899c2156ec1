using Croupier.Kernel.Bytes;

namespace Croupier.Kernel.Commands;

/// <summary>
/// What the partition is asked to do, in the imperative. A command's bytes are fixed (docs/block-layout.md): the same bytes go to the log,
/// into the block and under its hash. <see cref="RequestHash"/> covers only what the caller asked, never what was derived from it (I4).
/// </summary>
public abstract record Command(CommandId Id, PlayerId Player)
{
    public abstract CommandKind Kind { get; }

    /// <summary>SHA-256 over kind, id, player and the request's own fields. Computed at every call: a record can be copied with other fields.</summary>
    public Hash256 RequestHash()
    {
        var writer = CommandCodec.RentWriter();
        WriteRequestBytes(writer);
        return Hash256.Of(writer.Written);
    }

    /// <summary>The bytes that <see cref="RequestHash"/> covers, for who hashes many at once.</summary>
    public void WriteRequestBytes(ByteWriter writer)
    {
        CommandCodec.WriteHead(writer, this);
        WriteRequest(writer);
    }

    /// <summary>Everything after kind, id and player.</summary>
    internal abstract void WriteBody(ByteWriter writer);

    /// <summary>What the caller asked. The body, unless parts of it were derived.</summary>
    internal virtual void WriteRequest(ByteWriter writer) => WriteBody(writer);
}
