using Croupier.Host.Config;
using Croupier.Kernel;
using Croupier.Kernel.Ports;
using Croupier.Platform.Log;
using Microsoft.Extensions.Logging.Abstractions;

namespace Croupier.Host.Serve;

/// <summary>
/// The command log of separate processes, for a verb that looks at it or opens an incarnation: as the operator on RabbitMQ, as the ledger's user in PostgreSQL, which alone
/// may do that there.
/// </summary>
internal static class ServedLog
{
    public static async Task<ExitCode> WithAsync(
        string file, Func<ICommandLog, int, Task<ExitCode>> act, CancellationToken cancellation, IReadOnlyDictionary<string, string>? environment = null)
    {
        var clock = TimeProvider.System;
        var isRabbit = ConfigurationFile.Load(file, [], environment).Log.Kind == LogKind.RabbitMq;
        var configuration = ConfigurationFile.Load(file, [isRabbit ? Role.Operator : Role.Ledger], environment);
        await using var secrets = await ServeSecrets.OpenAsync(configuration, clock, NullLoggerFactory.Instance, cancellation);
        await using var databases = ServeDatabases.Open(configuration, secrets);
        if (!isRabbit)
        {
            await using var inPostgres = new PostgresCommandLog(databases.Log[Role.Ledger], clock, NullLoggerFactory.Instance, configuration.Log.PostgresOptions);
            return await act(inPostgres, configuration.Ledger.Partitions);
        }

        using var certificate = ServeCertificates.OpenPeers(configuration, clock, NullLoggerFactory.Instance);
        await using var logs = new ServeLog(configuration, secrets, certificate, databases, clock, NullLoggerFactory.Instance);
        return await act(logs.Of(Role.Operator), configuration.Ledger.Partitions);
    }
}
