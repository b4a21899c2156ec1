using Croupier.Kernel;
using Croupier.Kernel.Commands;
using Croupier.Platform.Ledger.Api;

namespace Croupier.Host.Config;

/// <summary>The ledger API's bounds and its callers. Without callers it is not served.</summary>
internal sealed record LedgerApiSettings
{
    public required IReadOnlyList<ApiCallerSettings> Callers { get; init; }

    public required int MaxConnections { get; init; }

    public required int MaxConnectionsPerCaller { get; init; }

    public required int MaxFeedsPerCaller { get; init; }

    public required int MaxReadsPerCaller { get; init; }

    public required TimeSpan ResultWithin { get; init; }

    public required TimeSpan ReadWithin { get; init; }

    public static LedgerApiSettings Read(ConfigurationSection root)
    {
        var section = root.Section("ledger_api", "The ledger API, for other programs. Without callers it is not served.");
        var d = new LedgerApiOptions { Port = 0, Certificate = () => null!, Authorities = () => [], TrustDomain = "" };
        return new LedgerApiSettings
        {
            Callers = [.. section.Section("callers", "The programs that may call, by the name in their certificate (`croupier certs issue --name`).")
                .Named("CALLER", Kinds.Name(32), "A program.")
                .Select(one => ApiCallerSettings.Read(one.Name, one.Section))],
            MaxConnections = section.One("max_connections", Kinds.Integer(1, 65_536), d.MaxConnections, "Connections in all."),
            MaxConnectionsPerCaller = section.One("max_connections_per_caller", Kinds.Integer(1, 65_536), d.MaxConnectionsPerCaller, "Connections of one caller."),
            MaxFeedsPerCaller = section.One("max_feeds_per_caller", Kinds.Integer(1, 4096), d.MaxFeedsPerCaller, "Streams of blocks of one caller at one time."),
            MaxReadsPerCaller = section.One("max_reads_per_caller", Kinds.Integer(1, 65_536), d.MaxReadsPerCaller, "Other reads of one caller at one time."),
            ResultWithin = section.One("result_within", Kinds.Time("100ms", "5m"), d.ResultWithin, "How long a command waits for its result before its fate counts as unknown."),
            ReadWithin = section.One("read_within", Kinds.Time("100ms", "5m"), d.ReadWithin, "How long a read waits for what it must have seen."),
        };
    }
}

/// <summary>A program that may call the ledger API, but for the key of its producer.</summary>
internal sealed record ApiCallerSettings(string Name, Caller Producer, ApiReads Reads, IReadOnlySet<AccountKind> Accounts, IReadOnlyList<ApiGrant> Commands, int MaxOutstanding)
{
    private static readonly Kind<AccountKind> Account = Kinds.Words<AccountKind>();
    private static readonly Kind<CommandKind> Command = Kinds.Words(CommandKind.Unreadable, CommandKind.Tick);
    private static readonly Kind<Role> Producing = Kinds.Choice(RoleNames.Producers.Except([Role.Ledger]).ToDictionary(RoleNames.Of));

    public static ApiCallerSettings Read(string name, ConfigurationSection section)
    {
        var role = section.One("role", Producing, Role.Operator, "As which role the log knows it: its commands are bounded by that role's permissions too.");
        var instance = section.One("instance", Kinds.Long(1, uint.MaxValue), 100, "Its number as a producer, apart from every process's and every other caller's of the role.");
        var reads = section.Many("reads", Kinds.Words(ApiReads.None), [], "What it may read.").Aggregate(ApiReads.None, (all, one) => all | one);
        var accounts = section.Many("accounts", Account, [], "The kinds of account whose balances it may read.");
        var outstanding = section.One("max_outstanding", Kinds.Integer(1, 65_536), 4096, "Commands without a result at one time; the next is busy.");
        var commands = section.Items("commands", "What commands it may give.").Select(ReadGrant).ToList();
        return new ApiCallerSettings(name, new Caller(role, (uint)instance), reads, accounts.ToHashSet(), commands, outstanding);
    }

    private static ApiGrant ReadGrant(ConfigurationSection section)
    {
        var kind = section.One("kind", Kinds.OrNone(Command), null, "The kind of command.");
        if (kind is null && !section.Reading.Describing)
        {
            section.Wrong("kind", $"is missing: {Command.Expected}");
        }

        return new ApiGrant(kind ?? CommandKind.Unreadable)
        {
            Movements = [.. section.Items("movements", "Between which kinds of account it may move money, where the command names accounts.").Select(one => new ApiMovement(
                one.Many("from", Account, [], "From each of these.").ToHashSet(),
                one.Many("to", Account, [], "To each of those.").ToHashSet()))],
        };
    }
}
