using Croupier.Book.Chains;
using Croupier.Book.Deposits;
using Croupier.Book.Guards;
using Croupier.Book.Holds;
using Croupier.Book.Players;
using Croupier.Book.Registry;
using Croupier.Book.Rounds;
using Croupier.Book.Time;
using Croupier.Book.Transfers;
using Croupier.Book.Withdrawals;
using Croupier.Kernel;
using Croupier.Kernel.Commands;

namespace Croupier.Book.Decisions;

/// <summary>
/// Decides one command: accepted with its effect on the state, or refused with none. A pure function of state, caller and command, so that writer, replay and
/// tests can't differ. Called for ids that are new; the order of checks is the order of the statuses' numbers.
/// </summary>
internal sealed class CommandDecision
{
    private readonly PartitionState state;
    private readonly PlayerDecision players;
    private readonly RegistryDecision registry;
    private readonly ChainDecision chains;
    private readonly RoundDecision rounds;
    private readonly TransferDecision transfers;
    private readonly HoldDecision holds;
    private readonly DepositDecision deposits;
    private readonly WithdrawalDecision withdrawals;
    private readonly TickDecision ticks;

    public CommandDecision(PartitionState state)
    {
        this.state = state;
        var guards = new StakeGuards(state);
        players = new PlayerDecision(state);
        registry = new RegistryDecision(state);
        chains = new ChainDecision(state);
        rounds = new RoundDecision(state, chains, guards);
        transfers = new TransferDecision(state);
        holds = new HoldDecision(state, guards);
        deposits = new DepositDecision(state);
        withdrawals = new WithdrawalDecision(state);
        ticks = new TickDecision(state, holds, deposits);
    }

    public CommandResult Decide(Caller caller, Command command)
    {
        if (!Permissions.Allows(caller.Role, command.Kind) || (command is Transfer moved && !Permissions.Allows(caller.Role, moved)))
        {
            return Refusals.Of(Status.NotPermitted);
        }

        if (!CommandShape.IsWellFormed(command))
        {
            return Refusals.Of(Status.MalformedCommand);
        }

        if (LeavesPartition(command))
        {
            return Refusals.Of(Status.WrongPartition);
        }

        var player = state.Items.FindPlayer(command.Player);
        return player is null && NeedsPlayer(command)
            ? Refusals.Of(Status.UnknownPlayer)
            : Decide(caller, command, player);
    }

    private CommandResult Decide(Caller caller, Command command, PlayerItem? player) => command switch
    {
        PlayRound round => rounds.Decide(round, player!),
        Transfer transfer => transfers.Decide(transfer, player),
        Tick tick => Refusals.Of(ticks.Decide(tick)),
        OpenPlayer open => Refusals.Of(players.Open(open)),
        SetPlayerState move => Refusals.Of(players.Move(move, player!)),
        SetGuard set => Refusals.Of(players.SetGuard(caller, set, player!)),
        RegisterGame game => Refusals.Of(registry.Register(game)),
        OpenChain open => Refusals.Of(chains.Open(open, player!)),
        SetClientSeed seed => Refusals.Of(chains.SetClientSeed(seed, player!)),
        CloseChain close => Refusals.Of(chains.Close(close, player!)),
        PlaceHold hold => holds.Place(hold, player),
        PostHold post => holds.Post(post, player),
        VoidHold release => holds.Void(release, player),
        OpenDeposit open => deposits.Open(open, player!),
        ConfirmDeposit confirm => deposits.Confirm(confirm, player),
        CancelDeposit cancel => Refusals.Of(deposits.Cancel(cancel, player!)),
        RequestWithdrawal request => withdrawals.Request(request, player!),
        SettleWithdrawal settle => withdrawals.Settle(settle, player!),
        _ => throw new InvariantBrokenException("I6", $"a command of kind {command.Kind} has no decision"),
    };

    private bool LeavesPartition(Command command)
    {
        if (command.Player.Partition != state.Number)
        {
            return true;
        }

        if (command is PlaceHold hold)
        {
            return LegRules.LeavesPartition(state, hold.Leg);
        }

        if (command is Transfer transfer)
        {
            for (var i = 0; i < transfer.Legs.Count; i++)
            {
                if (LegRules.LeavesPartition(state, transfer.Legs[i]))
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>All but what opens a player, what may stand in the operator's scope, and a payment, which is never refused.</summary>
    private static bool NeedsPlayer(Command command) => command switch
    {
        OpenPlayer or ConfirmDeposit => false,
        Tick or RegisterGame or Transfer or PlaceHold or PostHold or VoidHold => !command.Player.IsOperator,
        _ => true,
    };
}
