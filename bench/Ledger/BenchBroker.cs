using Croupier.Host.Dev;
using Croupier.Platform.Log.Rabbit;
using Microsoft.Extensions.Logging.Abstractions;

namespace Croupier.Bench.Ledger;

/// <summary>A private RabbitMQ of one node for the benchmark, and a log of its own name there for each run. Producers and the ledger have their own users.</summary>
internal sealed class BenchBroker : IAsyncDisposable
{
    private const string Word = "bench";

    private readonly string folder;
    private readonly PrivateRabbit server;
    private int logs;

    private BenchBroker(string folder, PrivateRabbit server) => (this.folder, this.server) = (folder, server);

    public static async Task<BenchBroker> StartAsync()
    {
        var folder = Directory.CreateTempSubdirectory("croupier-bench-").FullName;
        var any = new RabbitRights(".*", ".*", ".*");
        var options = new PrivateRabbitOptions
        {
            DataFolder = Path.Combine(folder, "rabbit"), MemoryMb = 2048, Users = [new PrivateRabbitUser("operator", Word, any), new PrivateRabbitUser("producer", Word, any)],
        };
        return new BenchBroker(folder, await PrivateRabbit.StartAsync(options, CancellationToken.None));
    }

    /// <summary>Opens logs of a new name, each as another process would.</summary>
    public async Task<Func<RabbitCommandLog>> FreshAsync()
    {
        var connection = new RabbitConnectionOptions
        {
            Endpoints = server.Endpoints,
            Prefix = $"bench.{++logs}",
            Login = () => RabbitLogin.ByPassword("operator", Word),
        };
        await new RabbitTopology(connection, NullLoggerFactory.Instance).EnsureAsync([0], CancellationToken.None);
        return () => new RabbitCommandLog(connection with { Login = () => RabbitLogin.ByPassword("producer", Word) }, TimeProvider.System, NullLoggerFactory.Instance);
    }

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }
}
