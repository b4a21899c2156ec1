using Croupier.Host.Config;
using Croupier.Kernel;
using Croupier.Kernel.Commands;
using Croupier.Kernel.Ports;
using Croupier.Platform.Ledger.Client;
using Microsoft.Extensions.Logging;

namespace Croupier.Host.Serve;

/// <summary>A role's way into the ledger: its commands under its own key over its own connection to the log, and the results of whichever ledger process leads.</summary>
internal static class ServeClients
{
    public static LedgerClient Of(
        Caller caller, Configuration configuration, ServeSecrets secrets, ICommandLog log, IResults results, TimeProvider clock, ILoggerFactory loggers)
    {
        var (version, key) = secrets.Producers.Sealing(caller);
        return new LedgerClient(caller, version, key, log, results, configuration.LedgerClient.Options, clock, loggers);
    }
}
