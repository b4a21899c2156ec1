using Croupier.Book;
using Croupier.Kernel.Commands;

namespace Croupier.Tests.Unit.Book;

/// <summary>Two partitions that send each other money over a way that loses, repeats and reorders, until everything has arrived.</summary>
internal sealed class TwoPartitions
{
    private const int Other = 9;

    private readonly TestBook[] books = [new TestBook(), new TestBook(seed: 2, partition: Other)];
    private readonly List<(TestBook Book, Command Command)> onTheirWay = [];

    /// <summary>Whether after these steps, and after all that is on its way has come, every account and both clearings together are what they must be.</summary>
    public static bool Conserve(int[] steps)
    {
        var run = new TwoPartitions();
        foreach (var step in steps)
        {
            run.Take(step);
        }

        for (var i = 0; run.onTheirWay.Count > 0; i++)
        {
            run.Deliver(i, isLost: false);
        }

        return run.IsConserved();
    }

    private void Take(int step)
    {
        var (kind, detail) = (step % 5, step / 5);
        var from = books[detail % 2];
        var to = books[(detail + 1) % 2];
        switch (kind)
        {
            case 0 or 1:
                var send = new SendAcross(
                    from.Ids.Command(), PlayerId.Operator(from.Number), Account(from, AccountKind.House), Account(to, AccountKind.Duty), new Money(1 + (detail % 50)), TransferReason.Crossing);
                from.Must(Role.Operator, send);
                onTheirWay.Add((to, ReceiveAcross.Of(send, 1, default)));
                break;
            case 2:
                // While this flag is set the other partition refuses what comes.
                var flags = detail % 3 == 0 ? AccountFlags.CreditsMustNotExceedDebits : AccountFlags.None;
                from.Do(Role.Operator, new SetAccountFlags(from.Ids.Command(), PlayerId.Operator(from.Number), Account(from, AccountKind.Duty), flags));
                break;
            default:
                Deliver(detail, isLost: kind == 4);
                break;
        }
    }

    /// <summary>One command arrives. If its answer is lost, it stays on its way and will come again.</summary>
    private void Deliver(int which, bool isLost)
    {
        if (onTheirWay.Count == 0)
        {
            return;
        }

        var next = onTheirWay[which % onTheirWay.Count];
        var status = next.Book.Do(Role.Ledger, next.Command).Status;
        if (isLost)
        {
            return;
        }

        onTheirWay.Remove(next);
        if (next.Command is ReceiveAcross receive)
        {
            onTheirWay.Add((books.Single(book => book.Number == receive.SourcePartition), SettleAcross.Of(receive, status, 1, default)));
        }
    }

    private bool IsConserved()
    {
        long Of(int book, AccountKind kind, uint sub = 0) => books[book].Balance(Account(books[book], kind) with { Sub = sub });
        var (sent, back) = (-Of(0, AccountKind.House), -Of(1, AccountKind.House));
        return sent == Of(1, AccountKind.Duty) && back == Of(0, AccountKind.Duty)
            && Of(0, AccountKind.PartitionClearing, Other) + Of(1, AccountKind.PartitionClearing, TestBook.PartitionNumber) == 0
            && books.All(book => book.Rows.Accounts.All(row => row is { DebitsPending: 0, CreditsPending: 0 }))
            && books.All(book => OpenCrossing.In(book.Rows.Snapshot(book.Blocks[^1], 0)).Count == 0);
    }

    private static AccountRef Account(TestBook book, AccountKind kind) => new(PlayerId.Operator(book.Number), kind, TestBook.Euro);
}
