using Croupier.Host.Config;
using Croupier.Kernel;
using Croupier.Kernel.Commands;
using Croupier.Kernel.Ports;
using Croupier.Platform.Ledger;
using Croupier.Platform.Ledger.Poison;
using Croupier.Platform.Log;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Croupier.Host.Serve;

/// <summary>
/// What the ledger of separate processes has set aside, for the operator's verb: as the ledger's own user in its databases and at its log, beside whoever leads. A message is
/// looked for on each instance; without one, every instance is looked at.
/// </summary>
internal static class ServedPoison
{
    public static async Task<ExitCode> WithAsync(
        string file,
        PoisonPlace? place,
        Func<(NpgsqlDataSource Ledger, ICommandLog Log, IProducerKeys Keys), Task<ExitCode>> run,
        CancellationToken cancellation,
        IReadOnlyDictionary<string, string>? environment = null)
    {
        var clock = TimeProvider.System;
        var configuration = ConfigurationFile.Load(file, [Role.Ledger], environment);
        await using var secrets = await ServeSecrets.OpenAsync(configuration, clock, NullLoggerFactory.Instance, cancellation);
        await using var databases = ServeDatabases.Open(configuration, secrets);
        await SchemaCheck.ExpectAsync(databases.Sources, file, cancellation);

        // Brokers want a certificate of the authority; who comes, the password says.
        using var certificate = ServeCertificates.OpenPeers(configuration with { Roles = [] }, clock, NullLoggerFactory.Instance);
        await using var logs = new ServeLog(configuration, secrets, certificate, databases, clock, NullLoggerFactory.Instance);
        var code = ExitCode.Ok;
        foreach (var ledger in await WhereAsync([.. databases.Ledger.Values], place, cancellation))
        {
            var ended = await run((ledger, logs.Of(Role.Ledger), secrets.Producers));
            code = ended == ExitCode.Ok ? code : ended;
        }

        return code;
    }

    // A message that is nowhere is looked for at the first, which then says so.
    private static async Task<IReadOnlyList<NpgsqlDataSource>> WhereAsync(IReadOnlyList<NpgsqlDataSource> ledgers, PoisonPlace? place, CancellationToken cancellation)
    {
        if (place is null)
        {
            return ledgers;
        }

        foreach (var ledger in ledgers)
        {
            if (await LedgerPoison.FindAsync(ledger, place.Value, cancellation) is not null)
            {
                return [ledger];
            }
        }

        return [ledgers[0]];
    }
}
