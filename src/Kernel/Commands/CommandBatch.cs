using System.Security.Cryptography;
using Croupier.Kernel.Bytes;

namespace Croupier.Kernel.Commands;

/// <summary>
/// What a producer appends to the log. The head: version (1), partition (4), role (1), instance (4), key version (2). Then count (2), and each command with a four-byte
/// length, whether it is attested (1: 0 or 1) and, if so, its <see cref="Attestation"/> (38). At the end HMAC-SHA-256 (FIPS 198-1) over all of it with the producer's key.
/// The ledger believes no caller that is not proven here. Version 1 has nothing of attestations, and is still read. Head and tag are the same in every version, so that a
/// batch of one that is not known yet can be kept as its producer's.
/// </summary>
public static class CommandBatch
{
    public const byte Version = 2;

    public const int MaxCommands = 8192;

    public const int TagBytes = 32;

    private const byte VersionWithoutAttestations = 1;

    private const int HeadBytes = 12;

    public static byte[] Seal(int partition, Caller caller, ushort keyVersion, ReadOnlySpan<byte> key, IReadOnlyList<Command> commands)
    {
        var bare = new AttestedCommand[commands.Count];
        for (var i = 0; i < bare.Length; i++)
        {
            bare[i] = new AttestedCommand(commands[i], null);
        }

        return Seal(partition, caller, keyVersion, key, bare);
    }

    public static byte[] Seal(int partition, Caller caller, ushort keyVersion, ReadOnlySpan<byte> key, IReadOnlyList<AttestedCommand> commands)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(commands.Count, MaxCommands);
        ArgumentOutOfRangeException.ThrowIfZero(commands.Count);
        var writer = new ByteWriter(64 + (commands.Count * 200));
        writer.U8(Version);
        writer.I32(partition);
        writer.U8((byte)caller.Role);
        writer.U32(caller.Instance);
        writer.U16(keyVersion);
        writer.U16((ushort)commands.Count);
        for (var i = 0; i < commands.Count; i++)
        {
            var (command, attestation) = commands[i];
            var lengthAt = writer.Length;
            writer.I32(0);
            CommandCodec.Write(writer, command);
            writer.PatchI32(lengthAt, writer.Length - lengthAt - 4);
            writer.Bool(attestation is not null);
            attestation?.Write(writer);
        }

        Span<byte> tag = stackalloc byte[TagBytes];
        HMACSHA256.HashData(key, writer.Written, tag);
        writer.Raw(tag);
        return writer.ToArray();
    }

    /// <summary>
    /// Reads a batch and proves its producer. Where <see cref="OpenedBatch.Fault"/> is not none there are no commands; what it says of partition and producer is then
    /// the batch's own word, unless the batch is proven. Single commands that can't be read come back as <see cref="Unreadable"/>.
    /// </summary>
    public static OpenedBatch Open(int partition, ReadOnlySpan<byte> bytes, IProducerKeys keys)
    {
        if (bytes.Length < HeadBytes + TagBytes)
        {
            return OpenedBatch.TooShort;
        }

        var body = bytes[..^TagBytes];
        var reader = new ByteReader(body);
        var version = reader.U8();
        var named = new OpenedBatch(BatchFault.None, reader.I32(), new Caller((Role)reader.U8(), reader.U32()), reader.U16(), []);
        if (keys.Find(named.Caller, named.KeyVersion) is not { } key)
        {
            return named with { Fault = BatchFault.NoSuchKey };
        }

        Span<byte> tag = stackalloc byte[TagBytes];
        HMACSHA256.HashData(key, body, tag);
        if (!CryptographicOperations.FixedTimeEquals(tag, bytes[^TagBytes..]))
        {
            return named with { Fault = BatchFault.WrongTag };
        }

        if (version is not (Version or VersionWithoutAttestations))
        {
            return named with { Fault = BatchFault.UnknownVersion };
        }

        if (named.Partition != partition)
        {
            return named with { Fault = BatchFault.WrongPartition };
        }

        try
        {
            return named with { Commands = ReadAll(ref reader, body.Length, version) };
        }
        catch (MalformedBytesException)
        {
            return named with { Fault = BatchFault.Malformed };
        }
    }

    /// <summary>The tag at a batch's end: no two batches that are proven have the same, unless they are the same. Zero where there is no room for one.</summary>
    public static Hash256 TagOf(ReadOnlySpan<byte> bytes) => bytes.Length < HeadBytes + TagBytes ? Hash256.Zero : new Hash256(bytes[^TagBytes..]);

    private static OpenedCommand[] ReadAll(ref ByteReader reader, int length, byte version)
    {
        var commands = new OpenedCommand[reader.U16()];
        for (var i = 0; i < commands.Length; i++)
        {
            var bytes = reader.LongBytes();
            var at = length - reader.Remaining - bytes.Length;
            var attestation = version != VersionWithoutAttestations && reader.Bool() ? Attestation.Read(ref reader) : (Attestation?)null;
            var command = bytes.Length > CommandCodec.MaxBytes ? Unreadable.From(bytes[..CommandCodec.MaxBytes]) : CommandCodec.Read(bytes);
            commands[i] = new OpenedCommand(command, attestation, at, bytes.Length);
        }

        reader.ExpectEnd();
        return commands;
    }
}

/// <summary>The keys by which producers are proven, and gateways: for the ledger alone. A producer has its own key and no other.</summary>
public interface IProducerKeys
{
    /// <summary>The producer's key of that version, or null when there is none.</summary>
    byte[]? Find(Caller caller, ushort keyVersion);
}
