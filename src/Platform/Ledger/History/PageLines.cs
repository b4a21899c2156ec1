using Croupier.Kernel;
using Croupier.Kernel.Bytes;
using Croupier.Kernel.Commands;
using Croupier.Kernel.Ports;

namespace Croupier.Platform.Ledger.History;

/// <summary>
/// The lines of a page, packed (docs/history.md): what holds debit and credit before the first line, the number of lines, then each: flags (1: two bits of kind,
/// 4 debit, 8 same block, 16 same entry), the place as differences, and what moved.
/// </summary>
internal static class PageLines
{
    /// <summary>Lines after which a page ends, at the end of its entry: a hot account's page stays a few thousand bytes.</summary>
    public const int Full = 512;

    public const int MostLineBytes = 1 + (7 * Varint.MostBytes);

    public const int MostHeadBytes = 3 * Varint.MostBytes;

    private const byte KindBits = 3;
    private const byte Debit = 4;
    private const byte SameBlock = 8;
    private const byte SameEntry = 16;

    public static int WriteHead(Span<byte> to, in AccountTotals opening, int count)
    {
        var at = Varint.Write(to, opening.DebitsPending);
        at += Varint.Write(to[at..], opening.CreditsPending);
        return at + Varint.Write(to[at..], count);
    }

    /// <summary>Writes a line after <paramref name="before"/>, or the first of a page when that is null. <paramref name="transfer"/> is the last transfer's number in the page.</summary>
    public static int WriteLine(Span<byte> to, in HistoryLine line, in HistoryLine before, bool isFirst, ref long transfer)
    {
        var flags = (byte)line.Kind | (line.Amount < 0 ? Debit : 0);
        var at = 1;
        if (isFirst || line.Block != before.Block)
        {
            at += Varint.Write(to[at..], isFirst ? 0 : line.Block - before.Block);
            at += Varint.Write(to[at..], line.Entry);
            at += Varint.Write(to[at..], line.At);
        }
        else if (line.Entry != before.Entry)
        {
            flags |= SameBlock;
            at += Varint.Write(to[at..], line.Entry - before.Entry);
            at += Varint.Write(to[at..], line.At - before.At);
        }
        else
        {
            flags |= SameBlock | SameEntry;
        }

        if (line.Kind == StatementLineKind.Posted)
        {
            at += Varint.Write(to[at..], Varint.ZigZag(line.Transfer - transfer));
            at += Varint.Write(to[at..], line.Reason);
            transfer = line.Transfer;
        }

        at += Varint.Write(to[at..], line.Counter);
        at += Varint.Write(to[at..], Math.Abs(line.Amount));
        to[0] = (byte)flags;
        return at;
    }

    /// <summary>What the page begins with, and its lines.</summary>
    public static (AccountTotals Opening, List<HistoryLine> Lines) Read(long first, long opening, ReadOnlySpan<byte> bytes)
    {
        var at = 0;
        var totals = new AccountTotals(opening, Varint.Read(bytes, ref at), Varint.Read(bytes, ref at));
        var count = Varint.Read(bytes, ref at);
        if (count <= 0 || count > bytes.Length)
        {
            throw new MalformedBytesException($"a page of history says that it has {count} lines");
        }

        var lines = new List<HistoryLine>((int)count);
        var line = new HistoryLine(Place.Block(first), 0, 0, default, 0, 0, 0, 0);
        var transfer = 0L;
        for (var i = 0; i < count; i++)
        {
            line = ReadLine(bytes, ref at, line, ref transfer);
            lines.Add(line);
        }

        return at == bytes.Length && lines[0].Place == first
            ? (totals, lines)
            : throw new MalformedBytesException("a page of history does not end, or begin, where it should");
    }

    private static HistoryLine ReadLine(ReadOnlySpan<byte> bytes, ref int at, in HistoryLine before, ref long transfer)
    {
        var flags = at < bytes.Length ? bytes[at++] : throw new MalformedBytesException("a page of history ends before its last line");
        var kind = (StatementLineKind)(flags & KindBits);
        var (block, entry, place) = (before.Block, before.Entry, before.At);
        if ((flags & SameBlock) == 0)
        {
            block = checked(block + Varint.Read(bytes, ref at));
            entry = checked((int)Varint.Read(bytes, ref at));
            place = checked((int)Varint.Read(bytes, ref at));
        }
        else if ((flags & SameEntry) == 0)
        {
            entry = checked(entry + (int)Varint.Read(bytes, ref at));
            place = checked(place + (int)Varint.Read(bytes, ref at));
        }

        var reason = (ushort)TransferReason.Hold;
        var number = 0L;
        if (kind == StatementLineKind.Posted)
        {
            number = transfer = checked(transfer + Varint.UnZigZag(Varint.Read(bytes, ref at)));
            reason = checked((ushort)Varint.Read(bytes, ref at));
        }

        var counter = Varint.Read(bytes, ref at);
        var amount = Varint.Read(bytes, ref at);
        return new HistoryLine(block, entry, place, kind, reason, number, counter, (flags & Debit) != 0 ? -amount : amount);
    }
}
