using Croupier.Kernel.Bytes;

namespace Croupier.Kernel.Commands;

/// <summary>
/// A command of a proven producer that the ledger's intake did not let to the writer, in its place: refused with <paramref name="Reason"/>, and kept under the block's
/// hash as it stood on the log, so that the chain alone says what was refused and why. It has an id of its own in the scope of the partition's operator, so the id
/// of the command in it stays free: a producer that lies must not use up an id of a player. Only the intake makes one; on the log it is nobody's to give.
/// <paramref name="Size"/> and <paramref name="Hash"/> are of the whole command, <paramref name="Kept"/> is its first <see cref="CommandCodec.MaxBytes"/> bytes at most.
/// </summary>
public sealed record SetAside(CommandId Id, PlayerId Player, Status Reason, int Size, Hash256 Hash, ReadOnlyMemory<byte> Kept) : Command(Id, Player)
{
    public override CommandKind Kind => CommandKind.SetAside;

    /// <summary>Sets aside what a producer gave. The same bytes for the same reason are the same command, whenever they come.</summary>
    public static SetAside Of(int partition, Status reason, ReadOnlySpan<byte> bytes)
    {
        var (scope, hash) = (PlayerId.Operator(partition), Hash256.Of(bytes));
        var kept = bytes[..Math.Min(bytes.Length, CommandCodec.MaxBytes)].ToArray();
        return new SetAside(IdOf(scope, reason, bytes.Length, hash, kept), scope, reason, bytes.Length, hash, kept);
    }

    public static bool IsReason(Status status) => status is
        Status.NotPermitted or Status.MalformedCommand or Status.NotAttested or Status.CommandTooLarge or Status.UnknownCommand;

    /// <summary>The command as it was given; <see cref="Unreadable"/> where it can't be read, by this version or at all.</summary>
    public Command Given => CommandCodec.Read(Kept.Span);

    /// <summary>What <see cref="Of"/> would have made: nothing else is an entry of a chain with a reason of its own.</summary>
    public bool IsWellFormed =>
        IsReason(Reason)
        && Player.IsOperator
        && Kept.Length == KeptOf(Size)
        && (Kept.Length < Size || Hash == Hash256.Of(Kept.Span))
        && Id == IdOf(Player, Reason, Size, Hash, Kept.Span);

    internal static SetAside Read(ref ByteReader reader, CommandId id, PlayerId player)
    {
        var (reason, size, hash) = ((Status)reader.U16(), reader.I32(), reader.Hash());
        return size < 0
            ? throw new MalformedBytesException("a size is negative")
            : new(id, player, reason, size, hash, reader.Raw(KeptOf(size)).ToArray());
    }

    internal override void WriteBody(ByteWriter writer)
    {
        writer.U16((ushort)Reason);
        writer.I32(Size);
        writer.Hash(Hash);
        writer.Raw(Kept.Span);
    }

    private static int KeptOf(int size) => Math.Min(size, CommandCodec.MaxBytes);

    /// <summary>
    /// The time of the given command's id (zero where it has none), then the beginning of SHA-256 over the ASCII bytes <c>croupier-set-aside/1</c>, the scope, the
    /// reason, the size and the hash, with the version (7) and variant bits set.
    /// </summary>
    private static CommandId IdOf(PlayerId scope, Status reason, int size, Hash256 hash, ReadOnlySpan<byte> kept)
    {
        var writer = CommandCodec.RentWriter();
        writer.Raw("croupier-set-aside/1"u8);
        writer.Id(scope.Value);
        writer.U16((ushort)reason);
        writer.I32(size);
        writer.Hash(hash);
        Span<byte> bytes = stackalloc byte[16];
        Hash256.Of(writer.Written).ToArray().AsSpan(0, 10).CopyTo(bytes[6..]);
        var given = CommandCodec.PeekHead(kept).Id.Value;
        if (Uuid.IsV7(given))
        {
            Span<byte> its = stackalloc byte[16];
            given.TryWriteBytes(its, bigEndian: true, out _);
            its[..6].CopyTo(bytes);
        }

        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x70);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new CommandId(new Guid(bytes, bigEndian: true));
    }
}
