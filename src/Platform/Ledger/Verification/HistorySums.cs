using Croupier.Kernel.Commands;
using Croupier.Platform.Ledger.History;

namespace Croupier.Platform.Ledger.Verification;

/// <summary>All lines of one account summed up in their order, each with the totals after it.</summary>
internal record struct AccountSum(ulong Sum, long Lines, AccountTotals Totals)
{
    public readonly AccountSum With(OrderedSum sums, in HistoryLine line)
    {
        var totals = Totals.After(line);
        ReadOnlySpan<long> numbers =
        [
            line.Place,
            ((long)line.At << 24) | ((long)line.Kind << 16) | line.Reason,
            line.Transfer,
            line.Counter,
            line.Amount,
            totals.Posted,
            totals.DebitsPending,
            totals.CreditsPending,
        ];
        return new AccountSum(sums.Add(Sum, numbers), Lines + 1, totals);
    }
}

/// <summary>What history should hold, or holds: a sum an account, and one over all clocks and one over all references.</summary>
internal sealed class HistorySums(OrderedSum sums)
{
    private AccountSum[] accounts = new AccountSum[1024];

    public ulong Clocks { get; private set; }

    public ulong References { get; private set; }

    public long HighestAccount { get; private set; }

    public AccountSum this[long account] => account < accounts.Length ? accounts[account] : default;

    /// <summary>What an account has before the first line that is summed up.</summary>
    public void Begin(long account, AccountTotals totals) => At(account) = new AccountSum(0, 0, totals);

    public void Add(long account, in HistoryLine line) => At(account) = At(account).With(sums, line);

    private ref AccountSum At(long account)
    {
        if (account >= accounts.Length)
        {
            Array.Resize(ref accounts, checked((int)Math.Max(account + 1, accounts.Length * 2L)));
        }

        HighestAccount = Math.Max(HighestAccount, account);
        return ref accounts[account];
    }

    public void AddClock(long clockUnixMs) => Clocks = sums.Add(Clocks, [clockUnixMs]);

    public void Add(in ReferencePlace place)
    {
        References = sums.Add(References, [Place.Of(place.Block, place.Entry), place.At]);
        foreach (var character in place.Reference)
        {
            References = sums.Add(References, [character, 0]);
        }
    }

    /// <summary>Both sides of what moved.</summary>
    public void Add(long block, int entry, int at, Kernel.Ports.StatementLineKind kind, TransferReason reason, long transfer, long debit, long credit, long amount)
    {
        Add(debit, new HistoryLine(block, entry, at, kind, (ushort)reason, transfer, credit, -amount));
        Add(credit, new HistoryLine(block, entry, at, kind, (ushort)reason, transfer, debit, amount));
    }
}
