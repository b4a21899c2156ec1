using System.Buffers.Binary;

namespace Croupier.Platform.Ledger.History;

/// <summary>Pages in PostgreSQL's binary COPY format, laid out by hand into one buffer that is used again.</summary>
internal sealed class PageCopy
{
    public const string Into = "copy history.page (partition, account, first, opening, lines) from stdin (format binary)";

    private const int RowHeadBytes = 2 + (4 + 4) + (3 * (4 + 8)) + 4;

    private static readonly byte[] Header = [0x50, 0x47, 0x43, 0x4F, 0x50, 0x59, 0x0A, 0xFF, 0x0D, 0x0A, 0x00, 0, 0, 0, 0, 0, 0, 0, 0];

    private byte[] buffer = new byte[1 << 16];
    private int length;
    private int partition;
    private int linesAt;
    private long transfer;
    private HistoryLine before;
    private bool isFirst;

    public int Count { get; private set; }

    public ReadOnlyMemory<byte> Bytes => buffer.AsMemory(0, length);

    public void Begin(int ofPartition)
    {
        partition = ofPartition;
        Count = 0;
        Header.CopyTo(buffer, 0);
        length = Header.Length;
    }

    public void BeginPage(long account, long first, in AccountTotals opening, int count)
    {
        Reserve(RowHeadBytes + PageLines.MostHeadBytes);
        BinaryPrimitives.WriteInt16BigEndian(buffer.AsSpan(length), 5);
        length += 2;
        BinaryPrimitives.WriteInt32BigEndian(buffer.AsSpan(length), 4);
        BinaryPrimitives.WriteInt32BigEndian(buffer.AsSpan(length + 4), partition);
        length += 8;
        WriteLong(account);
        WriteLong(first);
        WriteLong(opening.Posted);
        length += 4;
        linesAt = length;
        length += PageLines.WriteHead(buffer.AsSpan(length), opening, count);
        (transfer, before, isFirst) = (0, default, true);
        Count++;
    }

    public void Add(in HistoryLine line)
    {
        Reserve(PageLines.MostLineBytes);
        length += PageLines.WriteLine(buffer.AsSpan(length), line, before, isFirst, ref transfer);
        (before, isFirst) = (line, false);
    }

    public void EndPage() => BinaryPrimitives.WriteInt32BigEndian(buffer.AsSpan(linesAt - 4), length - linesAt);

    public void End()
    {
        Reserve(2);
        BinaryPrimitives.WriteInt16BigEndian(buffer.AsSpan(length), -1);
        length += 2;
    }

    private void WriteLong(long value)
    {
        BinaryPrimitives.WriteInt32BigEndian(buffer.AsSpan(length), 8);
        BinaryPrimitives.WriteInt64BigEndian(buffer.AsSpan(length + 4), value);
        length += 12;
    }

    private void Reserve(int bytes)
    {
        if (length + bytes > buffer.Length)
        {
            Array.Resize(ref buffer, Math.Max(length + bytes, buffer.Length * 2));
        }
    }
}
