using System.Security.Cryptography;
using Croupier.Kernel.Bytes;

namespace Croupier.Kernel.Commands;

/// <summary>
/// What a producer appends to the log: version (1), partition (4), role (1), instance (4), key version (2), count (2), each command with a
/// four-byte length, then HMAC-SHA-256 (FIPS 198-1) over all of it with the producer's key. The ledger believes no caller that is not proven here.
/// </summary>
public static class CommandBatch
{
    public const byte Version = 1;

    public const int MaxCommands = 8192;

    public const int TagBytes = 32;

    public static byte[] Seal(int partition, Caller caller, ushort keyVersion, ReadOnlySpan<byte> key, IReadOnlyList<Command> commands)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(commands.Count, MaxCommands);
        ArgumentOutOfRangeException.ThrowIfZero(commands.Count);
        var writer = new ByteWriter(64 + (commands.Count * 160));
        writer.U8(Version);
        writer.I32(partition);
        writer.U8((byte)caller.Role);
        writer.U32(caller.Instance);
        writer.U16(keyVersion);
        writer.U16((ushort)commands.Count);
        foreach (var command in commands)
        {
            var lengthAt = writer.Length;
            writer.I32(0);
            CommandCodec.Write(writer, command);
            writer.PatchI32(lengthAt, writer.Length - lengthAt - 4);
        }

        Span<byte> tag = stackalloc byte[TagBytes];
        HMACSHA256.HashData(key, writer.Written, tag);
        writer.Raw(tag);
        return writer.ToArray();
    }

    /// <summary>
    /// Reads a batch and proves its producer. Throws <see cref="MalformedBytesException"/> when the batch is not whole, is of another partition or
    /// version, or its tag is not the producer's; single commands that can't be read come back as <see cref="Unreadable"/>.
    /// </summary>
    public static (Caller Caller, IReadOnlyList<Command> Commands) Open(int partition, ReadOnlySpan<byte> bytes, IProducerKeys keys)
    {
        if (bytes.Length < TagBytes)
        {
            throw new MalformedBytesException("a batch is shorter than its tag");
        }

        var body = bytes[..^TagBytes];
        var reader = new ByteReader(body);
        var version = reader.U8();
        if (version != Version)
        {
            throw new MalformedBytesException($"batch version {version} is not known, only {Version}");
        }

        var ofPartition = reader.I32();
        var caller = new Caller((Role)reader.U8(), reader.U32());
        var key = keys.Find(caller, reader.U16());
        if (key is null)
        {
            throw new MalformedBytesException($"no key of producer {caller}");
        }

        Span<byte> tag = stackalloc byte[TagBytes];
        HMACSHA256.HashData(key, body, tag);
        if (!CryptographicOperations.FixedTimeEquals(tag, bytes[^TagBytes..]))
        {
            throw new MalformedBytesException($"the tag of a batch is not that of producer {caller}");
        }

        if (ofPartition != partition)
        {
            throw new MalformedBytesException($"a batch for partition {ofPartition} stands on the log of partition {partition}");
        }

        var commands = new Command[reader.U16()];
        for (var i = 0; i < commands.Length; i++)
        {
            commands[i] = CommandCodec.Read(reader.LongBytes());
        }

        reader.ExpectEnd();
        return (caller, commands);
    }
}

/// <summary>The keys by which producers are proven.</summary>
public interface IProducerKeys
{
    /// <summary>The producer's key of that version, or null when there is none.</summary>
    byte[]? Find(Caller caller, ushort keyVersion);
}
