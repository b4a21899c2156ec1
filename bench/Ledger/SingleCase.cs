using System.Diagnostics;
using System.Security.Cryptography.X509Certificates;
using Croupier.Bench.Play;
using Croupier.Client.Ledger;
using Croupier.Kernel;
using Croupier.Kernel.Commands;
using Croupier.Wire.Grpc;
using Messages = Croupier.Wire.Ledger.Messages;

namespace Croupier.Bench.Ledger;

/// <summary>
/// One command at a time from one gRPC client of the whole platform, over mutual TLS, the next when the answer of the one before is there: checked, sealed, appended to the
/// log, read, decided, committed, answered. Every follower runs beside it.
/// </summary>
internal sealed class SingleCase(LedgerBenchOptions bench)
{
    private const string Caller = "backoffice";

    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(10);

    public async Task<CaseResult> RunAsync()
    {
        await using var platform = await BenchPlatform.StartAsync(CancellationToken.None);
        var callers = platform.Platform.CallersFolder;
        using var certificate = X509Certificate2.CreateFromPemFile(Path.Combine(callers, Caller + ".pem"), Path.Combine(callers, Caller + ".key"));
        using var authority = X509CertificateLoader.LoadCertificateFromFile(Path.Combine(platform.Platform.DataFolder, "ca.pem"));
        using var client = new LedgerApiClient(new GrpcChannelOptions { Address = platform.Platform.ApiOrigin, Certificate = () => certificate, Authorities = () => [authority] });
        var player = PlayerId.New(TimeProvider.System, 0);
        Demand(await client.SubmitAsync(new OpenPlayer(CommandId.New(TimeProvider.System), player), CancellationToken.None));
        await RunForAsync(client, player, WarmUp);
        return await RunForAsync(client, player, TimeSpan.FromSeconds(bench.Seconds));
    }

    private static async Task<CaseResult> RunForAsync(LedgerApiClient client, PlayerId player, TimeSpan length)
    {
        var leg = new Leg(
            new AccountRef(PlayerId.Operator(player.Partition), AccountKind.House, Assets.Euro.Id), new AccountRef(player, AccountKind.Cash, Assets.Euro.Id), Assets.Euro.FromMinor(1));
        var times = new List<double>();
        var processorBefore = ProcessorTime.OfTree(0);
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < length)
        {
            var started = Stopwatch.GetTimestamp();
            Demand(await client.SubmitAsync(new Transfer(CommandId.New(TimeProvider.System), player, TransferReason.Adjustment, [leg]), CancellationToken.None));
            times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }

        return new CaseResult(times.Count, watch.Elapsed.TotalSeconds, times, 0, ProcessorTime.OfTree(0) - processorBefore, times.Count);
    }

    private static void Demand(Messages.Decision decision) =>
        InvariantBrokenException.Check(decision.Status == (uint)Status.Accepted, "I4", $"a command of the benchmark was refused with {decision.Status}");
}
