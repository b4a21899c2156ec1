using System.Runtime.InteropServices;
using Croupier.Kernel;

namespace Croupier.Platform.Ledger.Verification;

/// <summary>
/// Proves over a whole chain that no id takes effect twice and that every conflict conflicts with an id before it (I4), in bounded RAM: of each entry a keyed fingerprint
/// of its id and its place, 16 bytes, go to one of <see cref="Buckets"/> buckets by fingerprint; at the end each bucket is looked through by itself. Where a
/// fingerprint comes more than once the entries themselves are read again and compared, so a chance likeness is no finding. What does not fit a bucket's buffer goes
/// to a file that is gone when this is disposed of.
/// </summary>
internal sealed class IdSpool(SipHash hash) : IDisposable
{
    public const int Buckets = 256;

    private const int BufferedRecords = 32_768;

    private readonly Bucket[] buckets = [.. Enumerable.Range(0, Buckets).Select(_ => new Bucket())];

    /// <summary>Adds an entry that takes its id, or one that is stored as a conflict over it.</summary>
    public void Add(PlayerId player, CommandId id, EntryPlace place)
    {
        Span<Guid> key = [player.Value, id.Value];
        var fingerprint = hash.Of(MemoryMarshal.AsBytes(key)).Low;
        buckets[fingerprint >> 56].Add(new Record(fingerprint, place.Packed));
    }

    /// <summary>Entries whose ids have the same fingerprint, with at least two of them or a conflict among them; each group in order of place.</summary>
    public IEnumerable<List<EntryPlace>> Likes()
    {
        foreach (var bucket in buckets)
        {
            var suspects = Suspects(bucket);
            if (suspects.Count == 0)
            {
                continue;
            }

            var groups = new Dictionary<ulong, List<EntryPlace>>();
            foreach (var record in bucket.Read().Where(record => suspects.Contains(record.Fingerprint)))
            {
                (CollectionsMarshal.GetValueRefOrAddDefault(groups, record.Fingerprint, out _) ??= []).Add(new EntryPlace(record.Place));
            }

            foreach (var group in groups.Values)
            {
                group.Sort((left, right) => left.Packed.CompareTo(right.Packed));
                yield return group;
            }
        }
    }

    public void Dispose()
    {
        foreach (var bucket in buckets)
        {
            bucket.Dispose();
        }
    }

    private static HashSet<ulong> Suspects(Bucket bucket)
    {
        var suspects = new HashSet<ulong>();
        var table = new ulong[(int)Math.Max(16, System.Numerics.BitOperations.RoundUpToPowerOf2((ulong)bucket.Count * 2))];
        foreach (var record in bucket.Read())
        {
            // 0 marks a free slot; the one fingerprint in 2^64 that is 0 is always looked at.
            if (record.Fingerprint == 0 || new EntryPlace(record.Place).IsConflict || !TryPut(table, record.Fingerprint))
            {
                suspects.Add(record.Fingerprint);
            }
        }

        return suspects;
    }

    private static bool TryPut(ulong[] table, ulong fingerprint)
    {
        var mask = (ulong)table.Length - 1;
        for (var at = fingerprint & mask; ; at = (at + 1) & mask)
        {
            if (table[at] == fingerprint)
            {
                return false;
            }

            if (table[at] == 0)
            {
                table[at] = fingerprint;
                return true;
            }
        }
    }

    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct Record(ulong Fingerprint, ulong Place);

    private sealed class Bucket : IDisposable
    {
        private readonly List<Record> buffer = [];
        private FileStream? file;

        public long Count { get; private set; }

        public void Add(in Record record)
        {
            buffer.Add(record);
            Count++;
            if (buffer.Count == BufferedRecords)
            {
                file ??= new FileStream(
                    Path.Combine(Path.GetTempPath(), $"croupier-verify-{Guid.NewGuid():N}"),
                    new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, BufferSize = 0, Options = FileOptions.DeleteOnClose });
                file.Write(MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(buffer)));
                buffer.Clear();
            }
        }

        public IEnumerable<Record> Read()
        {
            var records = new Record[BufferedRecords];
            file?.Seek(0, SeekOrigin.Begin);
            for (var left = Count - buffer.Count; left > 0; left -= records.Length)
            {
                file!.ReadExactly(MemoryMarshal.AsBytes(records.AsSpan()));
                foreach (var record in records)
                {
                    yield return record;
                }
            }

            foreach (var record in buffer)
            {
                yield return record;
            }
        }

        public void Dispose() => file?.Dispose();
    }
}
