using Croupier.Host.Roles;
using Croupier.Kernel;
using Croupier.Kernel.Ports;

namespace Croupier.Tests.Unit.Deploy;

/// <summary>What is deployed and who calls whom, derived from the roles table and the folders of migrations: what the files in deploy/ are compared with.</summary>
internal static class Parts
{
    public const string Broker = "broker";
    public const string Database = "database";
    public const string Migrate = "migrate";
    public const string Operator = "operator";

    /// <summary>What runs a verb and ends.</summary>
    public static IReadOnlyList<string> Verbs { get; } = [Migrate, Operator];

    /// <summary>The roles that are processes. The log is the broker.</summary>
    public static IReadOnlyList<string> Roles { get; } = [.. RolesTable.All.Where(r => r.Role != Role.Log).Select(r => r.Name)];

    /// <summary>Those with a schema of their own, so with a database user.</summary>
    public static IReadOnlyList<string> WithDatabase { get; } =
        [.. RolesTable.All.Where(r => r.Role != Role.Log && Directory.Exists(Path.Combine(RepositoryFolder.Root, "src/Platform", r.Role.ToString(), "Migrations"))).Select(r => r.Name)];

    /// <summary>Those that append to the log: through the ledger's port, whose client does that, or itself.</summary>
    public static IReadOnlyList<string> WithBroker { get; } =
        [.. RolesTable.All.Where(r => r.Role != Role.Log && r.Uses.Any(port => port is nameof(ILedger) or nameof(ICommandLog))).Select(r => r.Name)];

    /// <summary>Role by role, caller first. An operator's verb is a producer: it waits for its results.</summary>
    public static IReadOnlyList<(string Caller, string Called)> Peers { get; } =
    [
        .. from role in RolesTable.All
           from provider in RolesTable.All
           where provider.Role != Role.Log && role.Uses.Intersect(provider.Provides).Any()
           select (role.Name, provider.Name),
        (Operator, "ledger"),
    ];

    /// <summary>All of them, with those to the broker and the database.</summary>
    public static IReadOnlyList<(string Caller, string Called)> Calls { get; } =
    [
        .. Peers,
        .. WithBroker.Concat(Verbs).Select(part => (part, Broker)),
        .. WithDatabase.Append(Migrate).Select(part => (part, Database)),
    ];

    public static string Version { get; } = System.Xml.Linq.XDocument.Load(Path.Combine(RepositoryFolder.Root, "Directory.Build.props")).Descendants("Version").Single().Value;

    /// <summary>"20s", "2m".</summary>
    public static TimeSpan Time(string text) => text[^1] switch
    {
        's' when text.EndsWith("ms", StringComparison.Ordinal) => TimeSpan.FromMilliseconds(Count(text[..^2])),
        's' => TimeSpan.FromSeconds(Count(text[..^1])),
        'm' => TimeSpan.FromMinutes(Count(text[..^1])),
        _ => throw new FormatException($"'{text}' is no time"),
    };

    /// <summary>What is in one and not in the other, for people to read; empty when they are the same.</summary>
    public static string Difference<T>(IEnumerable<T> expected, IEnumerable<T> actual)
    {
        var (wanted, found) = (expected.ToHashSet(), actual.ToHashSet());
        return string.Join("\n", wanted.Except(found).Select(one => $"missing: {one}").Concat(found.Except(wanted).Select(one => $"too much: {one}")));
    }

    private static int Count(string digits) => int.Parse(digits, System.Globalization.CultureInfo.InvariantCulture);
}
