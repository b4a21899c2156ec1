using System.Security.Cryptography;

namespace Croupier.Kernel.Commands;

/// <summary>Why a chain was closed. Numbers are persisted and never change.</summary>
public enum ChainEnd : byte
{
    None = 0,

    /// <summary>Its player asked.</summary>
    Player = 1,

    /// <summary>It has had <see cref="OpenChain.MaxRounds"/> rounds.</summary>
    Rounds = 2,

    /// <summary>It is <see cref="OpenChain.LifetimeMs"/> old.</summary>
    Time = 3,
}

/// <summary>
/// The ids of closings that the platform asks for by itself. The reason can be read from the id, so no field of the command says it: a version 7 UUID whose 74 bits after
/// the time are the beginning of SHA-256 over the ASCII text <c>croupier-closing/1</c>, the reason (1), the chain (16) and the time (8).
/// </summary>
public static class ClosingId
{
    /// <summary>Another for each millisecond: a closing that was refused is asked for anew under an id of its own.</summary>
    public static CommandId Of(ChainEnd reason, ChainId chain, long unixMs)
    {
        var writer = new Bytes.ByteWriter(64);
        writer.Raw("croupier-closing/1"u8);
        writer.U8((byte)reason);
        writer.Id(chain.Value);
        writer.I64(unixMs);
        Span<byte> hash = stackalloc byte[Hash256.Size];
        SHA256.HashData(writer.Written, hash);
        Span<byte> id = stackalloc byte[16];
        System.Buffers.Binary.BinaryPrimitives.WriteInt64BigEndian(id, unixMs << 16);
        hash[..10].CopyTo(id[6..]);
        id[6] = (byte)((id[6] & 0x0F) | 0x70);
        id[8] = (byte)((id[8] & 0x3F) | 0x80);
        return new CommandId(new Guid(id, bigEndian: true));
    }

    /// <summary>Who asked for this closing, and why.</summary>
    public static ChainEnd ReasonOf(CommandId id, ChainId chain)
    {
        var unixMs = Uuid.UnixMs(id.Value);
        return id == Of(ChainEnd.Rounds, chain, unixMs) ? ChainEnd.Rounds
            : id == Of(ChainEnd.Time, chain, unixMs) ? ChainEnd.Time
            : ChainEnd.Player;
    }
}
