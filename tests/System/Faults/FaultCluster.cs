using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Croupier.Client;
using Croupier.Host.Cluster;
using Croupier.Host.Config;
using Croupier.Host.Dev;
using Croupier.Host.Serve;
using Croupier.Tests.System.Ledger;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Croupier.Tests.System.Faults;

/// <summary>What <c>start-cluster</c> starts, with a line in front of every process that can be cut, and everything that may happen to it.</summary>
internal sealed class FaultCluster : IAsyncDisposable
{
    private static readonly TimeSpan LedgerLimit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan BrokerLimit = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan DatabaseLimit = TimeSpan.FromSeconds(5);

    private readonly Dictionary<string, CutLine> lines;
    private readonly CutLine[] doors;

    private FaultCluster(ClusterPlatform platform, Dictionary<string, CutLine> lines)
    {
        (Platform, this.lines) = (platform, lines);
        doors = [.. platform.Gateways.Select(gateway => new CutLine(new IPEndPoint(IPAddress.Loopback, gateway.Port)))];
    }

    public ClusterPlatform Platform { get; }

    public static async Task<FaultCluster> StartAsync(LogKind log)
    {
        var lines = new Dictionary<string, CutLine>();
        var platform = await ClusterPlatform.StartAsync(
            new ClusterOptions
            {
                DataFolder = PostgresFixture.NewFolder(),
                PlayerPort = 0,
                SecondPlayerPort = 0,
                SandboxPort = 0,
                Log = log,
                RaisedLimits = true,
                LineTo = (part, port) =>
                {
                    lines[part] = new CutLine(new IPEndPoint(IPAddress.Loopback, port));
                    return lines[part].Port;
                },
            },
            NullLoggerFactory.Instance,
            TextWriter.Null,
            CancellationToken.None);
        return new FaultCluster(platform, lines);
    }

    /// <summary>Players come in through lines too, half of them by either gateway first, and trust the cluster's authority.</summary>
    public ClientOptions OptionsOf(int player)
    {
        var origins = doors.Select(door => new Uri($"https://localhost:{door.Port}/")).ToArray();
        var authority = X509CertificateLoader.LoadCertificateFromFile(Platform.AuthorityFile);
        return new ClientOptions
        {
            Origin = origins[player % origins.Length],
            OtherOrigins = [origins[(player + 1) % origins.Length]],
            MaxAttempts = 1000,
            AnswerWithin = TimeSpan.FromSeconds(4),
            ServerCertificate = (_, presented, _, _) =>
            {
                using var chain = new X509Chain();
                chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
                chain.ChainPolicy.CustomTrustStore.Add(authority);
                chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
                return presented is not null && chain.Build(X509CertificateLoader.LoadCertificate(presented.GetRawCertData()));
            },
        };
    }

    /// <summary>Every kind of fault at every part.</summary>
    public IReadOnlyList<Fault> Faults()
    {
        var faults = new List<Fault>();
        foreach (var part in ClusterPart.All.Where(part => part.Role != Role.Ledger))
        {
            faults.Add(new($"kill -9 of {part.Name}", _ => Platform[part.Name].KillAsync(), null));
            faults.Add(new($"halt of {part.Name}", random => HaltAsync(Platform[part.Name].Halt, random), null));
        }

        foreach (var (part, line) in lines)
        {
            faults.Add(new($"line to {part} cut", random => CutAsync(line, random), part.StartsWith("ledger", StringComparison.Ordinal) ? LedgerLimit : null));
        }

        for (var i = 0; i < doors.Length; i++)
        {
            var door = doors[i];
            faults.Add(new(string.Create(CultureInfo.InvariantCulture, $"line of players to gateway-{i + 1} cut"), random => CutAsync(door, random), null));
        }

        faults.Add(new("kill -9 of games-1, five times in a row", _ => KillInALoopAsync(Platform["games-1"], 5), null));
        faults.Add(new("no memory for games-2", _ => StarveAsync(Platform["games-2"]), null));
        faults.Add(new("kill -9 of the leading ledger", async _ => await (await LedgerAsync(leads: true)).KillAsync(), LedgerLimit));
        faults.Add(new("kill -9 of the standing-by ledger", async _ => await (await LedgerAsync(leads: false)).KillAsync(), LedgerLimit));
        faults.Add(new("halt of the leading ledger", async random => await HaltAsync((await LedgerAsync(leads: true)).Halt, random), LedgerLimit));
        faults.Add(new("SIGTERM to the leading ledger", async _ => await (await LedgerAsync(leads: true)).TerminateAsync(), LedgerLimit));
        faults.Add(new("kill -9 of PostgreSQL, fail-over to its standby", async _ => await EndDatabaseAsync(Platform.Database.Primary), DatabaseLimit));
        faults.Add(new("kill -9 of PostgreSQL's standby", async _ => await EndDatabaseAsync(Platform.Database.Standby!), DatabaseLimit));
        faults.Add(new("halt of PostgreSQL", random => HaltAsync(halted => HaltDatabase(Platform.Database.Primary, halted), random), DatabaseLimit));
        faults.Add(new("halt of PostgreSQL's standby", random => HaltAsync(halted => HaltDatabase(Platform.Database.Standby!, halted), random), DatabaseLimit));
        if (Platform.Brokers?.Rabbit is { } brokers)
        {
            for (var node = 0; node < brokers.Endpoints.Count; node++)
            {
                var which = node;
                faults.Add(new(string.Create(CultureInfo.InvariantCulture, $"kill -9 of RabbitMQ's node {which + 1}"), _ => brokers.KillAsync(which), BrokerLimit));
                faults.Add(new(string.Create(CultureInfo.InvariantCulture, $"halt of RabbitMQ's node {which + 1}"), random => HaltAsync(halted => brokers.Halt(which, halted), random), null));
            }
        }

        faults.Add(new("SIGTERM to every process, one after the other", _ => RestartAllAsync(), null));
        faults.Add(new("kill -9 of everything at once", _ => EndAllAsync(), null));
        return faults;
    }

    /// <summary>Whether everything that was ended is there again, so that the next fault meets a whole platform.</summary>
    public async Task UntilWholeAsync(CancellationToken cancellation)
    {
        await Until.TrueAsync(() => Platform.Database.IsWhole && Platform.Brokers?.IsWhole != false, "databases and brokers are there again", cancellation);
        foreach (var process in Platform.Processes)
        {
            await Until.TrueAsync(() => process.IsReadyAsync(cancellation), $"{process.Part.Name} is ready again", cancellation);
        }
    }

    /// <summary>What <c>verify ledger --config FILE --heads DIR</c> finds, beside the ledgers; null: nothing.</summary>
    public async Task<string?> WhatVerifyFindsAsync(CancellationToken cancellation)
    {
        await using var output = new StringWriter();
        using var key = ECDsa.Create();
        key.ImportFromPem(await File.ReadAllTextAsync(Path.Combine(Platform.DataFolder, "secrets", "head-key"), cancellation));
        var code = await ServedLedger.VerifyAsync(Platform.ConfigurationFile, Platform.HeadsFolder, key, output, cancellation, new Dictionary<string, string>());
        return code == ExitCode.Ok ? null : output.ToString();
    }

    public async ValueTask DisposeAsync()
    {
        await Platform.DisposeAsync();
        foreach (var line in lines.Values.Concat(doors))
        {
            await line.DisposeAsync();
        }
    }

    // As soon as it is started again, ready or not.
    private static async Task KillInALoopAsync(ClusterProcess process, int times)
    {
        for (var i = 0; i < times; i++)
        {
            var restarts = process.Restarts;
            await process.KillAsync();
            await Until.TrueAsync(() => process.Restarts > restarts, $"{process.Part.Name} is started again");
        }
    }

    // Not a page more than it has: it ends of that, or by us where it could go on with what it had.
    private static async Task StarveAsync(ClusterProcess process)
    {
        var restarts = process.Restarts;
        var (exitCode, output) = PrivatePostgresShell.Run("prlimit", $"--pid={process.Pid}", "--data=1:1");
        Assert.True(exitCode == 0, output);
        await Until.OverAsync(TimeSpan.FromSeconds(4));
        if (process.Restarts == restarts)
        {
            await process.KillAsync();
        }
    }

    // From one to four seconds: shorter and longer than a lease's silence and a heartbeat.
    private static Task AWhile(Random random) => Until.OverAsync(TimeSpan.FromMilliseconds(random.Next(1000, 4000)));

    private static async Task HaltAsync(Action<bool> halt, Random random)
    {
        halt(true);
        await AWhile(random);
        halt(false);
    }

    private static async Task CutAsync(CutLine line, Random random)
    {
        line.Cut();
        await AWhile(random);
        line.Heal();
    }

    // A server is its processes: the first one, and those that serve connections.
    private static void HaltDatabase(PrivatePostgres server, bool halted)
    {
        foreach (var process in Directory.EnumerateDirectories("/proc").Select(folder => Path.GetFileName(folder)).Where(name => name.All(char.IsAsciiDigit)))
        {
            if (process == Pid(server) || ParentOf(process) == Pid(server))
            {
                PrivatePostgresShell.Signal(int.Parse(process, CultureInfo.InvariantCulture), halted ? PrivatePostgresShell.SigStop : PrivatePostgresShell.SigCont);
            }
        }
    }

    private static string Pid(PrivatePostgres server) => server.PostmasterPid.ToString(CultureInfo.InvariantCulture);

    private static string? ParentOf(string process)
    {
        try
        {
            // pid (name) state parent …; the name may have blanks in it.
            var stat = File.ReadAllText($"/proc/{process}/stat");
            return stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1];
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    // Of the first partition, by the database's own word.
    private async Task<ClusterProcess> LedgerAsync(bool leads)
    {
        await using var connection = new NpgsqlConnection(Platform.Database.Primary.SuperuserConnectionString("croupier") + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("select holder from ledger.partition where partition = 0", connection);

        // Machine, process and a number by chance.
        var leader = int.Parse(((string)(await command.ExecuteScalarAsync())!).Split('/')[1], CultureInfo.InvariantCulture);
        return Platform.Processes.First(process => process.Part.Role == Role.Ledger && process.Pid == leader == leads);
    }

    private async Task EndDatabaseAsync(PrivatePostgres server)
    {
        PrivatePostgresShell.Signal(server.PostmasterPid, PrivatePostgresShell.SigKill);
        await server.ServerEnded;
        await Until.TrueAsync(() => Platform.Database.IsWhole, "there is a primary with a standby again");
    }

    // In the order of the roles table, each when the one before is ready: as a new version is brought in.
    private async Task RestartAllAsync()
    {
        foreach (var process in Platform.Processes)
        {
            Assert.Equal(0, await process.TerminateAsync());
            await Until.TrueAsync(() => process.IsReadyAsync(CancellationToken.None), $"{process.Part.Name} is ready again");
        }
    }

    private async Task EndAllAsync()
    {
        var database = Platform.Database;
        var ended = new[] { database.Primary.ServerEnded, database.Standby!.ServerEnded };
        PrivatePostgresShell.Signal(database.Primary.PostmasterPid, PrivatePostgresShell.SigKill);
        PrivatePostgresShell.Signal(database.Standby.PostmasterPid, PrivatePostgresShell.SigKill);
        await Task.WhenAll(Platform.Processes.Select(process => process.KillAsync()));
        if (Platform.Brokers?.Rabbit is { } brokers)
        {
            await Task.WhenAll(Enumerable.Range(0, brokers.Endpoints.Count).Select(brokers.KillAsync));
        }

        await Task.WhenAll(ended);
        await Until.TrueAsync(() => Platform.Database.IsWhole && Platform.Brokers?.IsWhole != false, "databases and brokers are there again");
    }
}
