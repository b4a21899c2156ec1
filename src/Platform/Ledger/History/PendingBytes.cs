using Croupier.Book;

namespace Croupier.Platform.Ledger.History;

/// <summary>A block's changes of what is pending, as <c>ledger.pending</c> keeps them until history has taken them over.</summary>
internal static class PendingBytes
{
    public static byte[] Write(IReadOnlyList<PendingRow> rows)
    {
        var bytes = new byte[rows.Count * 5 * Varint.MostBytes];
        var at = 0;
        foreach (var row in rows)
        {
            at += Varint.Write(bytes.AsSpan(at), row.AfterTransfer);
            at += Varint.Write(bytes.AsSpan(at), row.Entry);
            at += Varint.Write(bytes.AsSpan(at), row.DebitAccount);
            at += Varint.Write(bytes.AsSpan(at), row.CreditAccount);
            at += Varint.Write(bytes.AsSpan(at), Varint.ZigZag(row.Amount));
        }

        return bytes[..at];
    }

    public static List<PendingRow> Read(long block, ReadOnlySpan<byte> bytes)
    {
        var rows = new List<PendingRow>();
        for (var at = 0; at < bytes.Length;)
        {
            rows.Add(new PendingRow(
                Varint.Read(bytes, ref at),
                block,
                checked((int)Varint.Read(bytes, ref at)),
                Varint.Read(bytes, ref at),
                Varint.Read(bytes, ref at),
                Varint.UnZigZag(Varint.Read(bytes, ref at))));
        }

        return rows;
    }
}
