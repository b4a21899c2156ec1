using Croupier.Host.Data;
using Croupier.Host.Roles;
using Croupier.Kernel;

namespace Croupier.Host.Config;

/// <summary>What no single key can be wrong about: what two of them say together. Run when every key by itself is right.</summary>
internal static class ConfigurationChecks
{
    public static IEnumerable<ConfigurationError> Of(Configuration configuration) =>
        [.. Ports(configuration), .. Partitions(configuration), .. Times(configuration), .. Callers(configuration), .. Log(configuration), .. Development(configuration)];

    /// <summary>A port that a role uses is served here or by a peer.</summary>
    private static IEnumerable<ConfigurationError> Ports(Configuration configuration) =>
        from role in RolesTable.All
        where configuration.Runs(role.Role)
        from port in role.Uses
        let provider = RolesTable.All.First(r => r.Provides.Contains(port))
        where provider.Role != Role.Log && !configuration.Runs(provider.Role) && !configuration.Peers.ContainsKey(provider.Role)
        select Error(
            $"peers.{provider.Name}",
            $"is missing, and needed by {role.Name} for {port}: add the HOST:PORT of the processes that run {provider.Name}, or run {provider.Name} here too");

    private static IEnumerable<ConfigurationError> Partitions(Configuration configuration)
    {
        var partitions = configuration.Ledger.Partitions;
        foreach (var instance in configuration.Databases.Ledger.Where(i => i.Partitions.Any(p => p >= partitions)))
        {
            yield return Error($"databases.ledger.instances.{instance.Name}.partitions", $"there is no partition {instance.Partitions.Max()}: ledger.partitions is {partitions}");
        }

        var weights = configuration.Identity.Options.PartitionWeights;
        if (weights.Count > 0 && (weights.Count != partitions || weights.All(w => w == 0)))
        {
            yield return Error("identity.partition_weights", $"there are {weights.Count} weights for {partitions} partitions: one for each, at least one of them more than 0, or none");
        }
    }

    private static IEnumerable<ConfigurationError> Times(Configuration configuration)
    {
        var identity = configuration.Identity.Options;
        if (identity.SessionIdleLife < identity.AccessTokenLife || identity.SessionLife < identity.SessionIdleLife)
        {
            yield return Error("identity.session_life", "a token lives no longer than its idle session, and that no longer than its session");
        }
    }

    private static IEnumerable<ConfigurationError> Callers(Configuration configuration) =>
        configuration.LedgerApi.Callers.GroupBy(c => c.Producer).Where(g => g.Count() > 1).Select(g => Error(
            $"ledger_api.callers.{g.Last().Name}.instance", $"{g.First().Name} is {RoleNames.Of(g.Key.Role)} {g.Key.Instance} already: blocks could not tell them apart"));

    /// <summary>Without a common write-ahead log, an append that does not wait for its disk may be lost after the ledger has committed it (docs/adr/0002-postgresql-log.md).</summary>
    private static IEnumerable<ConfigurationError> Log(Configuration configuration)
    {
        var log = configuration.Log;
        if (log.Kind == LogKind.Postgres
            && !log.PostgresOptions.FlushAppends
            && configuration.Runs(Role.Ledger)
            && configuration.Databases.Ledger.Any(i => !i.Database.Server.Hosts.Order().SequenceEqual(log.Postgres.Hosts.Order())))
        {
            yield return Error("log.postgres.flush_appends", "must be true, in every process, where a ledger's database is on another server than the log");
        }
    }

    private static IEnumerable<ConfigurationError> Development(Configuration configuration)
    {
        if (configuration.TrustDomain == CallerCertificates.TrustDomain)
        {
            yield return Error("trust_domain", $"{CallerCertificates.TrustDomain} is the domain of start-dev's certificates: take one of your own");
        }
    }

    private static ConfigurationError Error(string key, string message) => new(key, "", 0, message);
}
