using Croupier.Kernel;
using Croupier.Kernel.Bytes;
using Croupier.Kernel.Commands;
using Croupier.Kernel.Ports;

namespace Croupier.Wire.Peers;

/// <summary>
/// A bet and its answer as bodies of calls. The bet: id, player, session (16 each), game (short text), rules hash (32), chain (16), nonce (8), choice (short bytes),
/// asset (2), stake (8), and where the gateway attests it a one (1) and its attestation (38), else a zero. The answer: status (2), how it ended (1), and where something is stored the stored result.
/// </summary>
public static class PlayBytes
{
    private const byte Refused = 0;
    private const byte Stored = 1;
    private const byte Unknown = 2;

    public static void Write(ByteWriter writer, PlayRequest request)
    {
        writer.Id(request.Id.Value);
        writer.Id(request.Player.Value);
        writer.Id(request.Session.Value);
        writer.Text(request.Game.Name);
        writer.Hash(request.RulesHash);
        writer.Id(request.Chain.Value);
        writer.I64(request.Nonce);
        writer.ShortBytes(request.Choice.Span);
        writer.U16(request.Asset.Code);
        writer.Amount(request.Stake);
        writer.Bool(request.Attestation is not null);
        request.Attestation?.Write(writer);
    }

    public static PlayRequest ReadRequest(ref ByteReader reader) => new(
        new CommandId(reader.Id()),
        new PlayerId(reader.Id()),
        new SessionId(reader.Id()),
        new GameId(reader.Text()),
        reader.Hash(),
        new ChainId(reader.Id()),
        reader.I64(),
        reader.ShortBytes().ToArray(),
        new AssetId(reader.U16()),
        reader.Amount(),
        reader.Bool() ? Attestation.Read(ref reader) : null);

    public static void Write(ByteWriter writer, PlayReply reply)
    {
        writer.U16((ushort)reply.Status);
        writer.U8(reply.Stored is null ? Refused : Stored);
        if (reply.Stored is { } stored)
        {
            StoredResultBytes.Write(writer, stored);
        }
    }

    /// <summary>There is no reply: busy, or the fate is not known. Then when the same id is worth sending again, in milliseconds (4).</summary>
    public static void WriteUnknown(ByteWriter writer, Status status, TimeSpan retryAfter)
    {
        writer.U16((ushort)status);
        writer.U8(Unknown);
        writer.U32((uint)Math.Clamp(retryAfter.TotalMilliseconds, 0, uint.MaxValue));
    }

    /// <summary>Null where the other side has no reply: status and time say why, and when again.</summary>
    public static PlayReply? ReadReply(ref ByteReader reader, out Status status, out TimeSpan retryAfter)
    {
        status = (Status)reader.U16();
        retryAfter = TimeSpan.Zero;
        return reader.U8() switch
        {
            Refused => new PlayReply(status, null),
            Stored => new PlayReply(status, StoredResultBytes.Read(ref reader)),
            Unknown => None(reader.U32(), out retryAfter),
            var other => throw new MalformedBytesException($"an answer to a bet does not end with {other}"),
        };
    }

    private static PlayReply? None(uint retryMs, out TimeSpan retryAfter)
    {
        retryAfter = TimeSpan.FromMilliseconds(retryMs);
        return null;
    }
}
