using Croupier.Host.Verbs;
using Croupier.Kernel.Commands;
using Croupier.Kernel.Ports;
using Croupier.Tests.LedgerProcess;
using static Croupier.Tests.System.Ledger.LedgerTraffic;

namespace Croupier.Tests.System.Ledger;

/// <summary>Money between two partitions on two PostgreSQL instances.</summary>
public sealed class CrossingTests
{
    private const string InFlight = "select count(*) from ledger.item where kind = 14 and get_byte(value, length(value) - 1) = 0";

    // Of one side: what it thinks the other owes it.
    private const string Clearing = "select coalesce(sum(credits_posted - debits_posted), 0)::bigint from ledger.account where kind = 106";

    [PostgresFact]
    public async Task What_is_sent_is_received_what_is_refused_comes_back_and_the_clearing_is_zero_at_the_end()
    {
        await using var instances = await Instances.StartAsync();
        var ledger = await instances.StartLedgerAsync((0, "west"), (1, "east"));
        var traffic = new LedgerTraffic(instances.NewClient(ledger));
        var player = await traffic.OpenPlayerAsync(partition: 1);
        var unknown = PlayerId.New(TimeProvider.System, 1);

        var sent = await traffic.SubmitAsync(Send(0, 1, player, 5));
        Expect(Status.Accepted, sent);
        Expect(Status.Accepted, await traffic.SubmitAsync(Send(0, 1, unknown, 7)));
        await EndedAsync(instances);

        Assert.Equal(Cents(6), (await traffic.SubmitAsync(Gift(player, 1))).Result.CashAfter);
        Assert.Equal(-Cents(5).Units, await instances.West.ScalarAsync<long>("select sum(credits_posted - debits_posted)::bigint from ledger.account where kind = 100"));
        await ExpectClearedAsync(instances, Cents(5).Units);
    }

    [PostgresFact]
    public async Task Ledgers_that_end_again_and_again_in_the_middle_lose_and_double_no_crossing()
    {
        await using var instances = await Instances.StartAsync();
        var placed = new[] { (0, "west"), (1, "east") };
        var ledger = await instances.StartLedgerAsync(placed);
        var traffic = new LedgerTraffic(instances.NewClient(ledger));
        var (there, here) = (await traffic.OpenPlayerAsync(partition: 1), await traffic.OpenPlayerAsync());
        var commands = Enumerable.Range(0, 300)
            .Select(i => i % 3 == 0 ? Send(1, 0, here, 1) : Send(0, 1, i % 3 == 1 ? there : PlayerId.New(TimeProvider.System, 1), 1)).ToList();

        for (var life = 0; life < 4; life++)
        {
            var given = commands.Skip(life * 75).Take(75).Select(traffic.SubmitAsync).ToList();
            await Task.WhenAny(given);

            // Whatever is between two commands of a crossing now stays there until the next life.
            await ledger.DisposeAsync();
            ledger = await instances.StartLedgerAsync(placed);
            traffic = new LedgerTraffic(instances.NewClient(ledger));
            await Task.WhenAll(commands.Take((life + 1) * 75).Select(traffic.SubmitStubbornlyAsync));
        }

        await EndedAsync(instances);
        Assert.Equal(Cents(101), (await traffic.SubmitAsync(Gift(there, 1))).Result.CashAfter);
        Assert.Equal(Cents(101), (await traffic.SubmitAsync(Gift(here, 1))).Result.CashAfter);
        await ExpectClearedAsync(instances, 0);
    }

    [PostgresFact]
    public async Task A_command_between_partitions_that_the_log_has_lost_is_given_again()
    {
        await using var instances = await Instances.StartAsync();
        var log = new ForgetfulLog(instances.NewLog());
        var ledger = await instances.StartLedgerAsync(log, (0, "west"), (1, "east"));
        var traffic = new LedgerTraffic(instances.NewClient(ledger));
        var player = await traffic.OpenPlayerAsync(partition: 1);

        // The first that is lost is on its way there, the second on its way back.
        Expect(Status.Accepted, await traffic.SubmitAsync(Send(0, 1, player, 5)));
        await using var output = new StringWriter();
        await CrossingsVerb.RunAsync(instances.West.DataSource, output, CancellationToken.None);
        Assert.Contains($"0 -> 1  {Cents(5).Units} units of asset {Euro.Code}  since 20", output.ToString(), StringComparison.Ordinal);
        await EndedAsync(instances);

        Assert.True(log.HasForgotten);
        Assert.Equal(Cents(6), (await traffic.SubmitAsync(Gift(player, 1))).Result.CashAfter);
        await ExpectClearedAsync(instances, Cents(5).Units);
    }

    private static SendAcross Send(int from, int to, PlayerId receiver, long cents) => new(
        NewId(),
        PlayerId.Operator(from),
        new AccountRef(PlayerId.Operator(from), AccountKind.House, Euro),
        new AccountRef(receiver, AccountKind.Cash, Euro),
        Cents(cents),
        TransferReason.Crossing);

    private static Task EndedAsync(Instances instances) => Until.TrueAsync(
        async () => await instances.West.ScalarAsync<long>(InFlight) == 0 && await instances.East.ScalarAsync<long>(InFlight) == 0,
        "nothing is on its way any more");

    private static async Task ExpectClearedAsync(Instances instances, long owed)
    {
        var (west, east) = (await instances.West.ScalarAsync<long>(Clearing), await instances.East.ScalarAsync<long>(Clearing));
        Assert.Equal((owed, 0), (west, west + east));
        await Instances.ExpectVerifiedAsync(instances.West);
        await Instances.ExpectVerifiedAsync(instances.East);
    }

    /// <summary>A log that takes the first batch that goes to another partition, and the first that comes back, and loses both.</summary>
    private sealed class ForgetfulLog(ICommandLog log) : ICommandLog
    {
        private readonly TestProducerKeys keys = new();
        private int there;
        private int back;

        public bool HasForgotten => there > 0 && back > 0;

        public Task AppendAsync(int partition, ReadOnlyMemory<byte> batch, CancellationToken cancellation) =>
            IsForgotten(partition, batch) ? Task.CompletedTask : log.AppendAsync(partition, batch, cancellation);

        public IAsyncEnumerable<LogRecord> ReadAsync(int partition, LogPosition after, CancellationToken cancellation) => log.ReadAsync(partition, after, cancellation);

        public Task<LogExtent> ExtentAsync(int partition, CancellationToken cancellation) => log.ExtentAsync(partition, cancellation);

        public Task TrimAsync(int partition, LogPosition consumed, CancellationToken cancellation) => log.TrimAsync(partition, consumed, cancellation);

        public Task<uint> OpenIncarnationAsync(int partition, CancellationToken cancellation) => log.OpenIncarnationAsync(partition, cancellation);

        private bool IsForgotten(int partition, ReadOnlyMemory<byte> batch)
        {
            var commands = CommandBatch.Open(partition, batch.Span, keys).Commands;
            return (commands.Any(one => one.Command is ReceiveAcross) && Interlocked.Increment(ref there) == 1)
                || (commands.Any(one => one.Command is SettleAcross) && Interlocked.Increment(ref back) == 1);
        }
    }
}
