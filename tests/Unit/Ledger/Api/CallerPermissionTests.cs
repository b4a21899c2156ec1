using Croupier.Kernel;
using Croupier.Kernel.Commands;
using Croupier.Platform.Ledger.Api;
using Croupier.Tests.Unit.Kernel;
using Croupier.Wire.Grpc;

namespace Croupier.Tests.Unit.Ledger.Api;

/// <summary>What is not granted is refused: by kind of command, and by the kinds of account between which it moves money.</summary>
public sealed class CallerPermissionTests
{
    private static readonly AssetId Euro = Assets.Euro.Id;
    private static readonly PlayerId Player = new(Guid.Parse("01a3185c-5002-7007-8000-000000000003"));
    private static readonly CommandId Id = new(Guid.Parse("01a3185c-5000-7b3f-bc38-98b7dd200bc1"));

    public static TheoryData<CommandKind> Givable => [.. Enum.GetValues<CommandKind>().Except([CommandKind.Tick, CommandKind.Unreadable, CommandKind.ReceiveAcross, CommandKind.SettleAcross, CommandKind.SetAside])];

    /// <summary>Debited and credited kind, and whether a caller may move it who was granted [House, BonusExpense] to [Cash, Bonus] and [Cash] to [House].</summary>
    public static TheoryData<AccountKind, AccountKind, bool> Movements => new()
    {
        { AccountKind.House, AccountKind.Cash, true },
        { AccountKind.House, AccountKind.Bonus, true },
        { AccountKind.BonusExpense, AccountKind.Bonus, true },
        { AccountKind.Cash, AccountKind.House, true },
        { AccountKind.Cash, AccountKind.BonusExpense, false },
        { AccountKind.Bonus, AccountKind.House, false },
        { AccountKind.Cash, AccountKind.Bonus, false },
        { AccountKind.House, AccountKind.BonusExpense, false },
        { AccountKind.ProviderClearing, AccountKind.Cash, false },
        { AccountKind.House, AccountKind.WithdrawalPending, false },
    };

    [Theory]
    [MemberData(nameof(Givable))]
    public void A_caller_may_give_what_it_was_granted_and_nothing_else(CommandKind granted)
    {
        var caller = Caller(new ApiGrant(granted));

        Assert.All(
            Enum.GetValues<CommandKind>(),
            kind => Assert.Equal(kind == granted ? null : (GrpcCode?)GrpcCode.PermissionDenied, caller.MayGive(kind)?.Code));
    }

    [Fact]
    public void A_caller_without_grants_may_nothing()
    {
        var caller = Caller();

        Assert.All(Enum.GetValues<CommandKind>(), kind => Assert.Equal(Status.NotPermitted, caller.MayGive(kind)?.Reason));
        Assert.All(Enum.GetValues<AccountKind>(), kind => Assert.Equal(Status.NotPermitted, caller.MayRead(kind)?.Reason));
        Assert.All(Enum.GetValues<ApiReads>().Except([ApiReads.None]), what => Assert.Equal(Status.NotPermitted, caller.MayRead(what)?.Reason));
    }

    [Fact]
    public void A_read_is_granted_by_itself_and_an_account_by_its_kind()
    {
        foreach (var granted in Enum.GetValues<ApiReads>().Except([ApiReads.None]))
        {
            var caller = Of(new ApiCaller
            {
                Name = "tester", Producer = new Caller(Role.Operator, 9), KeyVersion = 1, Key = [1], Reads = granted, Accounts = new HashSet<AccountKind> { AccountKind.Cash },
            });

            Assert.All(Enum.GetValues<ApiReads>().Except([ApiReads.None]), what => Assert.Equal(what == granted, caller.MayRead(what) is null));
            Assert.All(Enum.GetValues<AccountKind>(), kind => Assert.Equal(kind == AccountKind.Cash, caller.MayRead(kind) is null));
        }
    }

    [Theory]
    [MemberData(nameof(Movements))]
    public void Money_moves_only_between_granted_kinds_of_account(AccountKind from, AccountKind to, bool allowed)
    {
        ApiMovement[] movements =
        [
            new(new HashSet<AccountKind> { AccountKind.House, AccountKind.BonusExpense }, new HashSet<AccountKind> { AccountKind.Cash, AccountKind.Bonus }),
            new(new HashSet<AccountKind> { AccountKind.Cash }, new HashSet<AccountKind> { AccountKind.House }),
        ];
        var caller = Caller(new ApiGrant(CommandKind.Transfer) { Movements = movements }, new ApiGrant(CommandKind.PlaceHold) { Movements = movements });
        var good = Leg(AccountKind.House, AccountKind.Cash);
        var asked = Leg(from, to);

        Assert.Equal(allowed, caller.MayMove(new Transfer(Id, Player, TransferReason.Adjustment, [good, asked])) is null);
        Assert.Equal(allowed, caller.MayMove(new Transfer(Id, Player, TransferReason.Adjustment, [asked, good])) is null);
        Assert.Equal(allowed, caller.MayMove(new PlaceHold(Id, Player, [good, asked], OnExpiry.Void, 0)) is null);
    }

    [Fact]
    public void What_is_linked_must_be_granted_by_itself()
    {
        ApiMovement[] gifts = [new(new HashSet<AccountKind> { AccountKind.House }, new HashSet<AccountKind> { AccountKind.Cash })];
        var mayTransfer = Caller(new ApiGrant(CommandKind.Linked), new ApiGrant(CommandKind.Transfer) { Movements = gifts });
        Func<CommandId, Command> gift = id => new Transfer(id, Player, TransferReason.Adjustment, [Leg(AccountKind.House, AccountKind.Cash)]);
        Func<CommandId, Command> theft = id => new Transfer(id, Player, TransferReason.Adjustment, [Leg(AccountKind.Cash, AccountKind.House)]);
        Func<CommandId, Command> release = id => new VoidHold(id, Player, Id);

        Assert.Null(mayTransfer.MayMove(Linked.Of(Id, Player, gift, gift)));
        Assert.NotNull(mayTransfer.MayMove(Linked.Of(Id, Player, gift, theft)));
        Assert.NotNull(mayTransfer.MayMove(Linked.Of(Id, Player, release, gift)));
        Assert.NotNull(Caller(new ApiGrant(CommandKind.Linked)).MayMove(Linked.Of(Id, Player, gift, gift)));
    }

    [Fact]
    public void A_grant_without_movements_moves_nothing() =>
        Assert.NotNull(Caller(new ApiGrant(CommandKind.Transfer)).MayMove(new Transfer(Id, Player, TransferReason.Adjustment, [Leg(AccountKind.House, AccountKind.Cash)])));

    [Fact]
    public void Somebody_has_decided_for_every_kind_which_accounts_it_names() =>
        Assert.All(CommandSamples.All.Where(command => command is not (Tick or ReceiveAcross or SettleAcross or SetAside)), command => Assert.NotNull(CommandLegs.Of(command)));

    private static KnownCaller Caller(params ApiGrant[] grants) =>
        Of(new ApiCaller { Name = "tester", Producer = new Caller(Role.Operator, 9), KeyVersion = 1, Key = [1], Commands = grants });

    private static KnownCaller Of(ApiCaller caller) => new(
        caller,
        null!,
        new LedgerApiOptions { Port = 0, Certificate = null!, Authorities = () => [], TrustDomain = "croupier.dev" });

    private static Leg Leg(AccountKind from, AccountKind to) =>
        new(new AccountRef(Player, from, Euro), new AccountRef(PlayerId.Operator(7), to, Euro), new Money(1));
}
