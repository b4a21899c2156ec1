using System.Buffers.Text;
using System.Security.Cryptography;
using Croupier.Kernel;
using Croupier.Kernel.Bytes;
using Croupier.Kernel.Ports;

namespace Croupier.Platform.Ledger.History;

/// <summary>
/// Where an answer ended, so that the next goes on there: the period as it was resolved at first, and the last line that was given (its place, and how many lines of
/// that place went before it). All of it follows from the chain, so a cursor stays good while blocks come and when history is built anew. It opens no door: whose
/// lines are read is said by the query, and a cursor of another query is refused.
/// </summary>
internal readonly record struct HistoryCursor(long From, long To, long Place, int Ordinal)
{
    private const byte Version = 1;
    private const int CheckBytes = 8;

    public string Write(byte[] query)
    {
        var writer = new ByteWriter(64);
        writer.U8(Version);
        writer.I64(From);
        writer.I64(To);
        writer.I64(Place);
        writer.I32(Ordinal);
        writer.Raw(query.AsSpan(0, CheckBytes));
        return Base64Url.EncodeToString(writer.Written);
    }

    /// <summary>Null for what is no cursor of this query.</summary>
    public static HistoryCursor? Read(string text, byte[] query)
    {
        try
        {
            var reader = new ByteReader(Base64Url.DecodeFromChars(text));
            var version = reader.U8();
            var cursor = new HistoryCursor(reader.I64(), reader.I64(), reader.I64(), reader.I32());
            var isOurs = version == Version && reader.Raw(CheckBytes).SequenceEqual(query.AsSpan(0, CheckBytes));
            reader.ExpectEnd();
            return isOurs && cursor is { From: >= 0, Place: >= 0, Ordinal: >= 0 } && cursor.From <= cursor.To ? cursor : null;
        }
        catch (Exception e) when (e is MalformedBytesException or FormatException)
        {
            return null;
        }
    }

    public static byte[] Check(StatementQuery query)
    {
        var writer = new ByteWriter(128);
        writer.U8(1);
        writer.Id(query.Account.Owner.Value);
        writer.U16((ushort)query.Account.Kind);
        writer.U16(query.Account.Asset.Code);
        writer.U32(query.Account.Sub);
        return Check(writer, query.From, query.To, query.NewestFirst);
    }

    public static byte[] Check(EntryQuery query)
    {
        var writer = new ByteWriter(128);
        writer.U8(2);
        writer.I32(query.Partition);
        writer.Id(query.Player?.Value ?? default);
        return Check(writer, query.From, query.To, query.NewestFirst);
    }

    private static byte[] Check(ByteWriter writer, HistoryPoint from, HistoryPoint to, bool newestFirst)
    {
        foreach (var point in (ReadOnlySpan<HistoryPoint>)[from, to])
        {
            writer.Bool(point.Block.HasValue);
            writer.I64(point.Block ?? 0);
            writer.Bool(point.UnixMs.HasValue);
            writer.I64(point.UnixMs ?? 0);
        }

        writer.Bool(newestFirst);
        return SHA256.HashData(writer.Written);
    }
}
