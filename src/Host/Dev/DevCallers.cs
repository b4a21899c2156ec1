using Croupier.Host.Data;
using Croupier.Kernel;
using Croupier.Kernel.Commands;
using Croupier.Platform.Ledger.Api;

namespace Croupier.Host.Dev;

/// <summary>
/// The programs that may call a development platform's ledger API. Their instance numbers keep them apart from the platform's own processes, and from each other, in
/// every block.
/// </summary>
internal static class DevCallers
{
    private static readonly HashSet<AccountKind> PlayersMoney = [AccountKind.Cash, AccountKind.Bonus];
    private static readonly HashSet<AccountKind> HouseMoney = [AccountKind.House, AccountKind.GameRevenue, AccountKind.BonusExpense];
    private static readonly HashSet<AccountKind> ProvidersMoney = [AccountKind.UnmatchedDeposits, AccountKind.ProviderClearing];

    private static readonly HashSet<AccountKind> PaidMoney = [AccountKind.Cash, AccountKind.WithdrawalPending, AccountKind.Receivable, .. ProvidersMoney];
    private static readonly HashSet<AccountKind> AllMoney = [.. Enum.GetValues<AccountKind>()];

    private static readonly ApiMovement[] Corrections = [new(HouseMoney, PlayersMoney), new(PlayersMoney, HouseMoney)];
    private static readonly ApiMovement[] Flagged = [new(PlayersMoney, PlayersMoney)];
    private static readonly ApiMovement[] Refunds = [new(ProvidersMoney, ProvidersMoney)];

    /// <summary>Back office of the operator: players, games, corrections between house and player, holds.</summary>
    public const string BackOffice = "backoffice";

    /// <summary>Payments: deposits, the end of withdrawals, and no other money. A withdrawal is asked for by its player, through a gateway.</summary>
    public const string Payments = "payments";

    /// <summary>Reads everything and may give no command.</summary>
    public const string Auditor = "auditor";

    public static IReadOnlyList<string> Names { get; } = [BackOffice, Payments, Auditor];

    public static IReadOnlyList<ApiCaller> All(DevelopmentSecrets secrets) =>
    [
        Of(secrets, BackOffice, new Caller(Role.Operator, DevelopmentSecrets.FirstApiInstance), ApiReads.Head | ApiReads.Results | ApiReads.Accounts | ApiReads.Search, AllMoney,
        [
            new(CommandKind.OpenPlayer),
            new(CommandKind.SetPlayerState),
            new(CommandKind.SetLimit),
            new(CommandKind.TimeOut),
            new(CommandKind.Exclude),
            new(CommandKind.SetZone),
            new(CommandKind.SetProfile),
            new(CommandKind.RegisterProfile),
            new(CommandKind.RegisterGame),
            new(CommandKind.Transfer) { Movements = Corrections },
            new(CommandKind.PlaceHold) { Movements = Corrections },
            new(CommandKind.PostHold),
            new(CommandKind.VoidHold),
            new(CommandKind.Linked),
            new(CommandKind.SetAccountFlags) { Movements = Flagged },
        ]),
        Of(secrets, Payments, new Caller(Role.Wallet, DevelopmentSecrets.FirstApiInstance + 1), ApiReads.Head | ApiReads.Results | ApiReads.Accounts, PaidMoney,
        [
            new(CommandKind.OpenDeposit),
            new(CommandKind.ConfirmDeposit),
            new(CommandKind.CancelDeposit),
            new(CommandKind.SettleWithdrawal),
            new(CommandKind.Transfer) { Movements = Refunds },
        ]),
        Of(
            secrets,
            Auditor,
            new Caller(Role.Operator, DevelopmentSecrets.FirstApiInstance + 2),
            ApiReads.Head | ApiReads.Results | ApiReads.Blocks | ApiReads.Accounts | ApiReads.Search,
            AllMoney,
            []),
    ];

    private static ApiCaller Of(DevelopmentSecrets secrets, string name, Caller producer, ApiReads reads, IReadOnlySet<AccountKind> accounts, IReadOnlyList<ApiGrant> commands) => new()
    {
        Name = name,
        Producer = producer,
        KeyVersion = DevelopmentSecrets.ProducerKeyVersion,
        Key = secrets.ProducerKey(producer),
        Reads = reads,
        Accounts = accounts,
        Commands = commands,
    };
}
