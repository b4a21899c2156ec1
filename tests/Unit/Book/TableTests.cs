using Croupier.Book.Decisions;
using Croupier.Book.Players;
using Croupier.Kernel.Commands;

namespace Croupier.Tests.Unit.Book;

/// <summary>The constant tables, whole: a new role, kind or state fails here until somebody says what it may do.</summary>
public sealed class TableTests
{
    [Fact]
    public void Each_role_may_give_its_commands_and_no_other()
    {
        var kinds = Enum.GetValues<CommandKind>().Where(kind => kind != CommandKind.Unreadable).ToArray();
        var expected = new Dictionary<Role, string>
        {
            [Role.None] = "",
            [Role.Gateway] = "",
            [Role.Games] = "PlayRound",
            [Role.Fairness] = "OpenChain SetClientSeed CloseChain",
            [Role.Log] = "",
            [Role.Ledger] = "Tick",
            [Role.Identity] = "OpenPlayer SetPlayerState SetGuard",
            [Role.Wallet] = "Transfer OpenDeposit ConfirmDeposit CancelDeposit RequestWithdrawal SettleWithdrawal",
            [Role.Operator] = "OpenPlayer SetPlayerState SetGuard RegisterGame Transfer PlaceHold PostHold VoidHold",
        };

        Assert.Equal(Enum.GetValues<Role>(), expected.Keys);
        foreach (var (role, allowed) in expected)
        {
            Assert.Equal(allowed, string.Join(' ', kinds.Where(kind => Permissions.Allows(role, kind))));
        }

        Assert.False(Permissions.Allows((Role)200, CommandKind.PlayRound));
    }

    [Fact]
    public void The_wallet_transfers_only_between_unmatched_deposits_and_a_provider()
    {
        foreach (var debit in Enum.GetValues<AccountKind>())
        {
            foreach (var credit in Enum.GetValues<AccountKind>())
            {
                var leg = new Leg(new AccountRef(default, debit, default), new AccountRef(default, credit, default), new Money(1));
                var expected = (debit, credit) is (AccountKind.UnmatchedDeposits, AccountKind.ProviderClearing) or (AccountKind.ProviderClearing, AccountKind.UnmatchedDeposits);

                Assert.Equal(expected, Permissions.Allows(Role.Wallet, new Transfer(default, default, TransferReason.None, [leg])));
                Assert.True(Permissions.Allows(Role.Operator, new Transfer(default, default, TransferReason.None, [leg])));
            }
        }

        var good = new Leg(new AccountRef(default, AccountKind.UnmatchedDeposits, default), new AccountRef(default, AccountKind.ProviderClearing, default), new Money(1));
        var bad = new Leg(TestBook.House, TestBook.Cash(default), new Money(1));
        Assert.False(Permissions.Allows(Role.Wallet, new Transfer(default, default, TransferReason.None, [good, bad])));
    }

    [Theory]
    [InlineData(PlayerState.Unverified, "Active Excluded Closed")]
    [InlineData(PlayerState.Active, "Suspended Excluded Closed")]
    [InlineData(PlayerState.Suspended, "Active Excluded Closed")]
    [InlineData(PlayerState.Excluded, "Closed")]
    [InlineData(PlayerState.Closed, "")]
    public void A_player_moves_from_each_state_only_to_these(PlayerState from, string to)
    {
        Assert.Equal(to, string.Join(' ', Enum.GetValues<PlayerState>().Where(state => PlayerTransitions.Allows(from, state))));
    }

    [Theory]
    [InlineData(PlayerState.Unverified, Status.PlayerUnverified, Status.PlayerUnverified)]
    [InlineData(PlayerState.Active, Status.Accepted, Status.Accepted)]
    [InlineData(PlayerState.Suspended, Status.PlayerSuspended, Status.PlayerSuspended)]
    [InlineData(PlayerState.Excluded, Status.PlayerExcluded, Status.Accepted)]
    [InlineData(PlayerState.Closed, Status.PlayerClosed, Status.Accepted)]
    public void A_state_says_who_may_play_and_who_may_take_money_out(PlayerState state, Status playing, Status withdrawing)
    {
        Assert.Equal(playing, PlayerTransitions.Playing(state));
        Assert.Equal(withdrawing, PlayerTransitions.Withdrawing(state));
    }
}
