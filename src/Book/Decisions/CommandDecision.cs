using Croupier.Book.Accounts;
using Croupier.Book.Chains;
using Croupier.Book.Crossing;
using Croupier.Book.Deposits;
using Croupier.Book.Guards;
using Croupier.Book.Holds;
using Croupier.Book.Linking;
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
    private readonly LimitDecision limits;
    private readonly RegistryDecision registry;
    private readonly ChainDecision chains;
    private readonly RoundDecision rounds;
    private readonly StepDecision steps;
    private readonly TransferDecision transfers;
    private readonly HoldDecision holds;
    private readonly DepositDecision deposits;
    private readonly WithdrawalDecision withdrawals;
    private readonly TickDecision ticks;
    private readonly AccountDecision accounts;
    private readonly LinkedDecision links;
    private readonly CrossingDecision crossings;

    public CommandDecision(PartitionState state)
    {
        this.state = state;
        var counting = new TurnoverCounting(state);
        var guards = new StakeGuards(state, counting);
        var cycles = new CycleRules(state);
        players = new PlayerDecision(state);
        limits = new LimitDecision(state, counting);
        registry = new RegistryDecision(state);
        chains = new ChainDecision(state, guards);
        var settlement = new RoundSettlement(state);
        rounds = new RoundDecision(state, chains, guards, cycles, settlement);
        steps = new StepDecision(state, guards, settlement);
        transfers = new TransferDecision(state);
        holds = new HoldDecision(state, new HeldStakes(state, guards, cycles));
        deposits = new DepositDecision(state, guards, counting);
        withdrawals = new WithdrawalDecision(state);
        ticks = new TickDecision(state, holds, deposits);
        accounts = new AccountDecision(state);
        links = new LinkedDecision(state, Decide);
        crossings = new CrossingDecision(state);
    }

    public CommandResult Decide(Caller caller, Command command)
    {
        if (!Permissions.Allows(caller.Role, command))
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

    private CommandResult Decide(Caller caller, Command command, PlayerItem? player)
    {
        var result = Choose(caller, command, player);
        if (command is SetLimit or ConfirmLimit or SetZone or SetProfile or RegisterProfile)
        {
            state.GuardsChange();
        }

        return result;
    }

    private CommandResult Choose(Caller caller, Command command, PlayerItem? player) => command switch
    {
        PlayRound round => rounds.Decide(round, player!),
        Transfer transfer => transfers.Decide(transfer, player),
        Tick tick => Refusals.Of(ticks.Decide(tick)),
        OpenPlayer open => Refusals.Of(players.Open(open)),
        SetPlayerState move => Refusals.Of(players.Move(move, player!)),
        SetLimit set => limits.Set(caller, set, player!),
        ConfirmLimit confirm => limits.Confirm(confirm, player!),
        TimeOut pause => Refusals.Of(players.TimeOut(pause, player!)),
        Exclude exclude => Refusals.Of(players.Exclude(exclude, player!)),
        SetZone zone => Refusals.Of(players.SetZone(zone, player!)),
        SetProfile set => Refusals.Of(players.SetProfile(caller, set, player!)),
        RegisterProfile profile => Refusals.Of(registry.Register(profile)),
        RegisterGame game => Refusals.Of(registry.Register(caller, game)),
        OpenChain open => chains.Open(open, player!),
        SetClientSeed seed => chains.SetClientSeed(seed, player!),
        CloseChain close => Refusals.Of(chains.Close(close, player!)),
        PlaceHold hold => holds.Place(hold, player),
        PostHold post => holds.Post(post, player),
        VoidHold release => holds.Void(release, player),
        OpenRound round => rounds.Open(round, player!),
        StepRound step => steps.Step(step, player!),
        AbandonRound end => steps.Abandon(end, player!),
        VoidRound end => steps.Void(end, player!),
        SetAccountFlags set => Refusals.Of(accounts.SetFlags(set)),
        Linked linked => links.Decide(caller, linked, player),
        SendAcross send => crossings.Send(send, player),
        ReceiveAcross receive => crossings.Receive(receive, player),
        SettleAcross settle => crossings.Settle(settle, player),
        OpenDeposit open => deposits.Open(open, player!),
        ConfirmDeposit confirm => deposits.Confirm(confirm, player),
        CancelDeposit cancel => Refusals.Of(deposits.Cancel(cancel, player!)),
        RequestWithdrawal request => withdrawals.Request(request, player!),
        SettleWithdrawal settle => withdrawals.Settle(settle, player!),
        MovePartition => Refusals.Of(Status.Accepted),
        SetAside aside => Refusals.Of(aside.Reason),
        _ => throw new InvariantBrokenException("I6", $"a command of kind {command.Kind} has no decision"),
    };

    private bool LeavesPartition(Command command)
    {
        return command.Player.Partition != state.Number || command switch
        {
            Transfer transfer => LegRules.LeavesPartition(state, transfer.Legs),
            PlaceHold hold => LegRules.LeavesPartition(state, hold.Legs),
            SetAccountFlags set => set.Account.Owner.Partition != state.Number,
            SendAcross send => crossings.LeavesPartition(send),
            ReceiveAcross receive => crossings.LeavesPartition(receive),
            _ => false,
        };
    }

    /// <summary>All but what opens a player, what may stand in the operator's scope, and a payment, which is never refused.</summary>
    private static bool NeedsPlayer(Command command) => command switch
    {
        OpenPlayer or ConfirmDeposit => false,
        Tick or MovePartition or RegisterGame or RegisterProfile or Transfer or PlaceHold or PostHold or VoidHold or SetAccountFlags or Linked or SendAcross or ReceiveAcross
            or SettleAcross or SetAside => !command.Player.IsOperator,
        _ => true,
    };
}
