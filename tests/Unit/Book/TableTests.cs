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
        var kinds = Enum.GetValues<CommandKind>().Where(kind => kind is not (CommandKind.Unreadable or CommandKind.SetAside)).ToArray();
        var expected = new Dictionary<Role, string>
        {
            [Role.None] = "",
            [Role.Gateway] = "",
            [Role.Games] = "PlayRound OpenRound StepRound AbandonRound",
            [Role.Fairness] = "OpenChain SetClientSeed CloseChain",
            [Role.Log] = "",
            [Role.Ledger] = "Tick ReceiveAcross SettleAcross",
            [Role.Identity] = "OpenPlayer SetPlayerState SetLimit ConfirmLimit TimeOut Exclude SetZone SetProfile",
            [Role.Wallet] = "Transfer Linked SendAcross OpenDeposit ConfirmDeposit CancelDeposit RequestWithdrawal SettleWithdrawal",
            [Role.Operator] = "OpenPlayer SetPlayerState SetLimit TimeOut Exclude SetZone SetProfile RegisterGame RegisterProfile VoidRound Transfer PlaceHold PostHold VoidHold SetAccountFlags Linked SendAcross MovePartition",
            [Role.Audit] = "RegisterGame",
        };

        Assert.Equal(Enum.GetValues<Role>(), expected.Keys);
        foreach (var (role, allowed) in expected)
        {
            Assert.Equal(allowed, string.Join(' ', kinds.Where(kind => Permissions.Allows(role, kind))));
        }

        Assert.False(Permissions.Allows((Role)200, CommandKind.PlayRound));
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
