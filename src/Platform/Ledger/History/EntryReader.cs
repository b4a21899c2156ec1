using Croupier.Kernel;
using Croupier.Kernel.Blocks;
using Croupier.Kernel.Bytes;
using Croupier.Kernel.Commands;
using Npgsql;

namespace Croupier.Platform.Ledger.History;

/// <summary>
/// Reads single entries out of blocks by where their bytes begin, without reading the blocks. A place that does not hold an entry of a command is a broken invariant:
/// history is then not of this chain.
/// </summary>
internal sealed class EntryReader(int partition, NpgsqlConnection connection, BlockTable blocks)
{
    /// <summary>Caller, length, and the longest command; then a result with room to spare.</summary>
    private const int MostBytes = 9 + CommandCodec.MaxBytes + 1024;

    /// <summary>Caller, length, kind, id and player.</summary>
    private const int HeadBytes = 9 + 1 + 16 + 16;

    private const string Slice = """
        select v.block, v.entry, v.at, substring(b.entries from v.at + 1 for $5)
        from unnest($2, $3, $4) as v (block, entry, at) left join ledger.block b on b.partition = $1 and b.sequence = v.block
        """;

    /// <summary>Who asked, by place.</summary>
    public async Task<Dictionary<long, (CommandId Command, PlayerId Player)>> HeadsAsync(IEnumerable<HistoryLine> lines, CancellationToken cancellation)
    {
        var heads = new Dictionary<long, (CommandId, PlayerId)>();
        foreach (var (place, bytes) in await SlicesAsync(lines.Select(line => (line.Block, line.Entry, line.At)), HeadBytes, cancellation))
        {
            var reader = new ByteReader(bytes);
            reader.Raw(10);
            heads[place] = (new CommandId(reader.Id()), new PlayerId(reader.Id()));
        }

        return heads;
    }

    public async Task<Dictionary<long, BlockEntry>> EntriesAsync(IEnumerable<(long Block, int Entry, int At)> places, CancellationToken cancellation) =>
        (await SlicesAsync(places, MostBytes, cancellation)).ToDictionary(slice => slice.Key, slice => Read(slice.Value));

    private static BlockEntry Read(byte[] bytes)
    {
        var reader = new ByteReader(bytes);
        return BlockEntry.Read(ref reader);
    }

    private async Task<Dictionary<long, byte[]>> SlicesAsync(IEnumerable<(long Block, int Entry, int At)> places, int size, CancellationToken cancellation)
    {
        var wanted = places.DistinctBy(place => Place.Of(place.Block, place.Entry)).ToList();
        await using var command = new NpgsqlCommand(Slice, connection);
        command.Parameters.AddWithValue(partition);
        command.Parameters.AddWithValue(wanted.Select(place => place.Block).ToArray());
        command.Parameters.AddWithValue(wanted.Select(place => place.Entry).ToArray());
        command.Parameters.AddWithValue(wanted.Select(place => place.At).ToArray());
        command.Parameters.AddWithValue(size);
        var slices = new Dictionary<long, byte[]>();
        var elsewhere = new List<(long Block, int Entry, int At)>();
        await using (var reader = await command.ExecuteReaderAsync(cancellation))
        {
            while (await reader.ReadAsync(cancellation))
            {
                var (block, entry) = (reader.GetInt64(0), reader.GetInt32(1));
                if (await reader.IsDBNullAsync(3, cancellation))
                {
                    elsewhere.Add((block, entry, reader.GetInt32(2)));
                }
                else
                {
                    slices[Place.Of(block, entry)] = reader.GetFieldValue<byte[]>(3);
                }
            }
        }

        // What is in the archive is read whole, a block once.
        foreach (var inBlock in elsewhere.GroupBy(place => place.Block))
        {
            var block = (await blocks.ReadAsync(inBlock.Key - 1, inBlock.Key, 1, cancellation)).SingleOrDefault()
                ?? throw new InvariantBrokenException("I6", $"block {inBlock.Key} of partition {partition} is neither in the table nor in the archive");
            foreach (var (_, entry, at) in inBlock)
            {
                slices[Place.Of(block.Header.Sequence, entry)] = block.Entries.Slice(at, Math.Min(size, block.Entries.Length - at)).ToArray();
            }
        }

        return slices;
    }
}
