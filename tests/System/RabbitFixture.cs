using System.Security.Cryptography.X509Certificates;
using Croupier.Host.Dev;
using Croupier.Platform.Log.Rabbit;

namespace Croupier.Tests.System;

/// <summary>
/// Private RabbitMQs for the whole test assembly, each started by the first test that asks and stopped when the test process ends: a single node with TLS, and a cluster
/// of three. Each test's log has a name of its own there. Tests that stop or kill nodes are in the collection <see cref="Collection"/>, so that they take turns.
/// </summary>
public static class RabbitFixture
{
    public const string Collection = "RabbitMQ";

    public const string Operator = "operator";
    public const string Producer = "games";
    public const string Ledger = "ledger";
    public const string Password = "a word for tests";

    private static readonly Lazy<Task<PrivateRabbit>> Single = new(StartSingleAsync);
    private static readonly Lazy<Task<PrivateRabbit>> Three = new(() => StartAsync(3, null));
    private static readonly Lazy<string?> WhyMissing = new(LookForServer);
    private static readonly Lazy<RabbitTestCertificates> TestCertificates = new(() => RabbitTestCertificates.Write(PostgresFixture.NewFolder()));

    /// <summary>Why no RabbitMQ can be started here, or null.</summary>
    public static string? Missing => WhyMissing.Value;

    internal static RabbitTestCertificates Certificates => TestCertificates.Value;

    /// <summary>One node, TLS only; users may also log in by certificate.</summary>
    public static Task<PrivateRabbit> SingleAsync() => Single.Value;

    /// <summary>Three nodes, plain text.</summary>
    public static Task<PrivateRabbit> ClusterAsync() => Three.Value;

    /// <summary>How the operator, who may do everything in these brokers, reaches the log of that name.</summary>
    public static RabbitConnectionOptions Connection(PrivateRabbit rabbit, string prefix, bool tls) => new()
    {
        Endpoints = rabbit.Endpoints,
        Prefix = prefix,
        Login = () => RabbitLogin.ByPassword(Operator, Password),
        Authorities = tls ? [Certificates.Authority] : [],
        SegmentBytes = 1024 * 1024,
        AnswerTimeout = TimeSpan.FromSeconds(5),
    };

    private static async Task<PrivateRabbit> StartSingleAsync() =>
        await StartAsync(1, new PrivateRabbitTls(Certificates.ServerFile, Certificates.ServerKeyFile, Certificates.AuthorityFile, DemandCertificate: false, LoginByCertificate: true));

    private static async Task<PrivateRabbit> StartAsync(int nodes, PrivateRabbitTls? tls)
    {
        var rabbit = await PrivateRabbit.StartAsync(
            new PrivateRabbitOptions
            {
                DataFolder = PostgresFixture.NewFolder(),
                Nodes = nodes,
                Tls = tls,
                Users =
                [
                    new PrivateRabbitUser(Operator, Password, new RabbitRights(".*", ".*", ".*")),
                    new PrivateRabbitUser(Producer, Password, RabbitRights.Producer()),
                    new PrivateRabbitUser(Ledger, Password, RabbitRights.Ledger()),
                    new PrivateRabbitUser(RabbitTestCertificates.LedgerUri.ToString(), null, RabbitRights.Ledger()),
                ],
            },
            CancellationToken.None);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => EndAsync(rabbit, nodes).GetAwaiter().GetResult();
        return rabbit;
    }

    // What they hold is of no more use to anybody: an orderly end would only take longer.
    private static async Task EndAsync(PrivateRabbit rabbit, int nodes)
    {
        await Task.WhenAll(Enumerable.Range(0, nodes).Select(rabbit.KillAsync));
        await rabbit.DisposeAsync();
    }

    private static string? LookForServer()
    {
        try
        {
            PrivateRabbit.ExpectInstalled();
            return null;
        }
        catch (PrivateRabbitException missing)
        {
            return missing.Message;
        }
    }
}

/// <summary>Its tests take turns.</summary>
[CollectionDefinition(RabbitFixture.Collection)]
public sealed class RabbitTests;

/// <summary>A test that needs RabbitMQ. It is skipped, visibly, where none is installed, but never under CI: the machine can install it.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RabbitFactAttribute : FactAttribute
{
    public RabbitFactAttribute()
    {
        if (RabbitFixture.Missing is { } reason && Environment.GetEnvironmentVariable("CI") != "true")
        {
            Skip = reason;
        }
    }
}

/// <summary>As <see cref="RabbitFactAttribute"/>, for a test with rows of data.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RabbitTheoryAttribute : TheoryAttribute
{
    public RabbitTheoryAttribute()
    {
        if (RabbitFixture.Missing is { } reason && Environment.GetEnvironmentVariable("CI") != "true")
        {
            Skip = reason;
        }
    }
}

/// <summary>A test of the log's contract, which runs on both servers.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LogFactAttribute : FactAttribute
{
    public LogFactAttribute()
    {
        if ((PostgresFixture.Missing ?? RabbitFixture.Missing) is { } reason && Environment.GetEnvironmentVariable("CI") != "true")
        {
            Skip = reason;
        }
    }
}
