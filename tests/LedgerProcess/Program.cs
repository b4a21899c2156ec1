using System.Globalization;
using Croupier.Book;
using Croupier.Kernel;
using Croupier.Kernel.Commands;
using Croupier.Platform.Ledger;
using Croupier.Platform.Log;
using Croupier.Tests.LedgerProcess;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

// A ledger as a process of its own, so that a test can kill it, stop it and cut it off. On its standard output it says what it stands as ("standing Leading"), how far
// it follows ("warm 17") and each result that it lets out. It ends when its standard input does, so none outlives its test.
// Arguments: connection, log connection, lease, commit deadline and tick interval in ms.
var (ledgerAt, logAt) = (args[0], args[1]);
var ms = args[2..].Select(arg => int.Parse(arg, CultureInfo.InvariantCulture)).ToArray();
var options = new LedgerOptions
{
    AllowNoSynchronousStandby = true,
    Lease = TimeSpan.FromMilliseconds(ms[0]),
    CommitDeadline = TimeSpan.FromMilliseconds(ms[1]),
    Writer = new WriterOptions { TickIntervalMs = ms[2] },
};

using var output = new StreamWriter(Console.OpenStandardOutput()) { AutoFlush = true };
void Say(string line)
{
    lock (output)
    {
        output.WriteLine(line);
    }
}

await using var ledgerSource = NpgsqlDataSource.Create(ledgerAt);
await using var logSource = NpgsqlDataSource.Create(logAt);
await using var log = new PostgresCommandLog(logSource, TimeProvider.System, NullLoggerFactory.Instance);
await using var ledger = new LedgerRole(options, Placement.On(ledgerSource, options.Partitions), log, new TestProducerKeys(), TimeProvider.System, NullLoggerFactory.Instance);
var caller = new Caller(Role.Operator, 1);
using var results = ledger.Subscribe(caller, some =>
{
    foreach (var result in some)
    {
        Say(ResultLine.Write(caller, result));
    }
});

_ = ledger.StartAsync(CancellationToken.None);
var input = Task.Run(Console.In.ReadToEnd);
(PartitionStanding, long?) said = default;
using var looking = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
while (!input.IsCompleted && !ledger.Completion.IsCompleted)
{
    await looking.WaitForNextTickAsync();
    var (standing, warmAt) = ledger.StandingOf(0);
    if ((standing, warmAt) != said)
    {
        said = (standing, warmAt);
        Say($"standing {standing} {warmAt}");
    }
}

if (ledger.Completion.IsFaulted)
{
    var cause = ledger.Completion.Exception!.InnerException!;
    Say($"stopped {cause}".ReplaceLineEndings(" "));
    return (int)((cause as RoleStoppedException)?.Code ?? ExitCode.CheckFailed);
}

return 0;
