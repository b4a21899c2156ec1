using Croupier.Book;
using Npgsql;

namespace Croupier.Platform.Ledger.Verification;

/// <summary>Holds every account and item row against the state that the chain leads to.</summary>
internal static class StateComparison
{
    public static Task AccountsAsync(
        int partition, IReadOnlyList<AccountRow> expected, NpgsqlConnection connection, Findings findings, CancellationToken cancellation) =>
        CompareAsync(
            $"partition {partition}: account",
            SnapshotReader.SelectAccounts(connection, partition),
            SnapshotReader.ReadAccount,
            expected,
            row => row.Number,
            (stored, derived) => stored == derived,
            row => $"{row.Account} with {row.DebitsPosted}/{row.CreditsPosted} posted, {row.DebitsPending}/{row.CreditsPending} pending, flags {row.Flags}",
            findings,
            cancellation);

    public static Task ItemsAsync(
        int partition, IReadOnlyList<ItemRow> expected, NpgsqlConnection connection, Findings findings, CancellationToken cancellation) =>
        CompareAsync(
            $"partition {partition}: item",
            SnapshotReader.SelectItems(connection, partition),
            SnapshotReader.ReadItem,
            expected,
            row => row.Number,
            (stored, derived) => stored.Number == derived.Number && stored.Kind == derived.Kind && stored.Value.AsSpan().SequenceEqual(derived.Value),
            row => $"{row.Kind} {Convert.ToHexStringLower(row.Value)}",
            findings,
            cancellation);

    private static async Task CompareAsync<TRow>(
        string what,
        NpgsqlCommand select,
        Func<NpgsqlDataReader, TRow> read,
        IReadOnlyList<TRow> expected,
        Func<TRow, long> number,
        Func<TRow, TRow, bool> same,
        Func<TRow, string> describe,
        Findings findings,
        CancellationToken cancellation)
    {
        await using var _ = select;
        await using var reader = await select.ExecuteReaderAsync(cancellation);
        var next = 0;
        while (await reader.ReadAsync(cancellation))
        {
            TRow stored;
            try
            {
                stored = read(reader);
            }
            catch (OverflowException)
            {
                findings.Add($"{what} {reader.GetInt64(0)} holds a value that none can have");
                next += next < expected.Count && number(expected[next]) == reader.GetInt64(0) ? 1 : 0;
                continue;
            }

            for (; next < expected.Count && number(expected[next]) < number(stored); next++)
            {
                findings.Add($"{what} {number(expected[next])} is not in the table");
            }

            if (next == expected.Count || number(expected[next]) > number(stored))
            {
                findings.Add($"{what} {number(stored)} is in the table and follows from no block");
                continue;
            }

            findings.Unless(same(stored, expected[next]), $"{what} {number(stored)} is {describe(stored)} in the table; the chain says {describe(expected[next])}");
            next++;
        }

        for (; next < expected.Count; next++)
        {
            findings.Add($"{what} {number(expected[next])} is not in the table");
        }
    }
}
