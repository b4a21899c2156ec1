using System.Diagnostics;
using Croupier.Kernel.Commands;
using Croupier.Tests.System.Ledger;
using Xunit.Abstractions;

namespace Croupier.Tests.System.LedgerApi;

/// <summary>What one command at a time costs by hop, in turns, so that a busy machine slows all of them alike: an append alone, the client inside, gRPC, JSON's HTTP aside.</summary>
public sealed class HopTests(ITestOutputHelper output)
{
    private const int Rounds = 600;

    [PostgresFact]
    [Trait("Category", "Long")]
    public async Task One_command_at_a_time_by_hop()
    {
        var platform = await PlatformFixture.SharedAsync();
        using var client = ApiScene.Client(platform, "backoffice");
        var inside = platform.LedgerFor(Role.Operator);
        var player = PlayerId.New(TimeProvider.System, 0);
        await client.SubmitAsync(new OpenPlayer(LedgerTraffic.NewId(), player), default);
        var noise = new byte[200];
        var (head, append, direct, grpc) = (new List<double>(), new List<double>(), new List<double>(), new List<double>());
        for (var i = 0; i < Rounds; i++)
        {
            await TimeAsync(head, () => client.HeadAsync(0, default));
            await TimeAsync(append, () => platform.Log.AppendAsync(4_000, noise, default));
            await TimeAsync(direct, () => inside.SubmitAsync(LedgerTraffic.Gift(player, 1), default));
            await TimeAsync(grpc, () => client.SubmitAsync(LedgerTraffic.Gift(player, 1), default));
        }

        foreach (var (name, times) in new[] { ("gRPC call that reads RAM", head), ("append to the log alone", append), ("LedgerClient in process", direct), ("gRPC Submit", grpc) })
        {
            times.RemoveRange(0, Rounds / 6);
            times.Sort();
            output.WriteLine($"{name,-26} p50 {times[times.Count / 2]:0.000} ms  p10 {times[times.Count / 10]:0.000} ms");
        }

        // The door costs less than the ledger behind it.
        Assert.True(grpc[grpc.Count / 2] < 3 * direct[direct.Count / 2]);
    }

    private static async Task TimeAsync(List<double> times, Func<Task> step)
    {
        var started = Stopwatch.GetTimestamp();
        await step();
        times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
    }
}
