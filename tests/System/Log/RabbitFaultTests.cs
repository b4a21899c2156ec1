using System.Diagnostics;
using System.Reflection;
using Croupier.Host.Dev;
using Xunit.Abstractions;

namespace Croupier.Tests.System.Log;

/// <summary>The whole contract again, while the brokers under it are stopped or killed: all of its tests at one time, struck by one fault.</summary>
[Collection(RabbitFixture.Collection)]
public sealed class RabbitFaultTests(ITestOutputHelper output)
{
    /// <summary>A node's copy may be behind for as long as the cluster elects and the machine is busy.</summary>
    private static readonly TimeSpan ClusterPatience = TimeSpan.FromSeconds(3);

    [RabbitFact]
    public async Task The_contract_holds_while_the_broker_is_restarted()
    {
        var broker = await RabbitFixture.SingleAsync();
        await RunAsync(broker, tls: true, beforeOperation: 2, () => broker.RestartAsync());
    }

    [RabbitFact]
    [Trait("Category", "Long")]
    public async Task The_contract_holds_while_all_nodes_are_restarted()
    {
        var cluster = await RabbitFixture.ClusterAsync();
        await RunAsync(cluster, tls: false, beforeOperation: 1, () => cluster.RestartAsync());
    }

    [RabbitFact]
    public Task The_contract_holds_while_a_node_of_three_is_killed() => KillAsync(0);

    [RabbitTheory]
    [InlineData(1)]
    [InlineData(2)]
    [Trait("Category", "Long")]
    public Task The_contract_holds_while_any_other_node_of_three_is_killed(int node) => KillAsync(node);

    private async Task KillAsync(int node)
    {
        var cluster = await RabbitFixture.ClusterAsync();
        await RunAsync(cluster, tls: false, beforeOperation: node + 1, async () =>
        {
            await cluster.KillAsync(node);
            await cluster.StartAsync(node);
        });
    }

    private async Task RunAsync(PrivateRabbit broker, bool tls, int beforeOperation, Func<Task> strike)
    {
        var tests = typeof(CommandLogContract).GetMethods().Where(method => method.GetCustomAttribute<LogFactAttribute>() is not null).ToList();
        var watch = Stopwatch.StartNew();
        var fault = new RabbitFault(tests.Count, beforeOperation, async () =>
        {
            var struck = watch.Elapsed;
            await strike();
            output.WriteLine($"struck after {struck.TotalSeconds:0.0} s, whole again after {watch.Elapsed.TotalSeconds:0.0} s");
        });

        var results = await Task.WhenAll(tests.Select(test => Task.Run(() => RunAsync(test, broker, tls, fault, watch))));
        await fault.Over;
        Assert.True(tests.Count > 20, $"the contract has {tests.Count} tests");
        var failures = results.OfType<string>().ToList();
        Assert.True(failures.Count == 0, string.Join("\n\n", failures));
    }

    private async Task<string?> RunAsync(MethodInfo method, PrivateRabbit broker, bool tls, RabbitFault fault, Stopwatch watch)
    {
        var test = new FaultedTest(fault);
        try
        {
            await (Task)method.Invoke(new Contract(broker, tls, test), null)!;
            return null;
        }
        catch (Exception failure)
        {
            return $"{method.Name}, after {watch.Elapsed.TotalSeconds:0.0} s: {failure}";
        }
        finally
        {
            await test.EndAsync();
        }
    }

    private sealed class Contract(PrivateRabbit broker, bool tls, FaultedTest test) : CommandLogContract
    {
        protected override bool MayRepeat => true;

        protected override async Task<LogHarness> StartAsync(bool ownServer)
        {
            var options = tls ? RabbitLogHarness.Options : RabbitLogHarness.Options with { TailPatience = ClusterPatience };
            return new FaultedLogHarness(await RabbitLogHarness.StartAsync(broker, tls, options with { RetryFor = TimeSpan.FromSeconds(50) }), test);
        }
    }
}
