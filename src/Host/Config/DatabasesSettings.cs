using Croupier.Kernel;
using Croupier.Platform.Ledger;

namespace Croupier.Host.Config;

/// <summary>The databases by area. A process needs those of the roles that it runs, and must not be given others.</summary>
internal sealed record DatabasesSettings
{
    /// <summary>PostgreSQL instances of the ledger by name, in the file's order.</summary>
    public required IReadOnlyList<LedgerInstance> Ledger { get; init; }

    public required DatabaseSettings Fairness { get; init; }

    public required DatabaseSettings Identity { get; init; }

    public required DatabaseSettings Wallet { get; init; }

    public required DatabaseSettings Audit { get; init; }

    public static DatabasesSettings Read(ConfigurationSection root)
    {
        var section = root.Section("databases", "Where each area keeps what it keeps. Every area has a database user of its own.");
        return new DatabasesSettings
        {
            Ledger = ReadLedger(section.Section("ledger", "The ledger's partitions, on one PostgreSQL instance or several.")),
            Fairness = DatabaseSettings.Read(section.Section("fairness", "Sealed seeds: schema fairness."), Role.Fairness),
            Identity = DatabaseSettings.Read(section.Section("identity", "Names, passwords, sessions: schema vault."), Role.Identity),
            Wallet = DatabaseSettings.Read(section.Section("wallet", "What players see of their money: schema wallet."), Role.Wallet),
            Audit = DatabaseSettings.Read(section.Section("audit", "Alerts of rounds that do not derive: schema audit."), Role.Audit),
        };
    }

    private static List<LedgerInstance> ReadLedger(ConfigurationSection ledger)
    {
        var instances = ledger.Section("instances", $"The instances by name. One alone is called {Placement.OnlyInstance}.")
            .Named("NAME", Kinds.Name(32), "A PostgreSQL instance with a ledger in it.")
            .Select(one => new LedgerInstance(
                one.Name,
                DatabaseSettings.Read(one.Section, Role.Ledger),
                [.. one.Section.Many("partitions", LedgerSettings.PartitionRange, [], "The partitions that begin here. Those that no instance names begin on the first; one that has moved since is found by its own row.").SelectMany(p => p)]))
            .ToList();
        if (instances.Count == 0 && Need.Of(Role.Ledger).IsFelt(ledger.Reading.Roles))
        {
            ledger.Wrong("instances", $"is missing, and needed by ledger: at least one, such as {Placement.OnlyInstance}");
        }

        foreach (var twice in instances.SelectMany(i => i.Partitions).GroupBy(p => p).Where(g => g.Count() > 1))
        {
            ledger.Wrong("instances", $"partition {twice.Key} is placed twice");
        }

        return instances;
    }
}

/// <summary>One PostgreSQL server with a ledger in it.</summary>
internal sealed record LedgerInstance(string Name, DatabaseSettings Database, IReadOnlyList<int> Partitions);
