using Croupier.Kernel.Commands;

namespace Croupier.Tests.Unit.Book;

internal sealed partial class NaiveModel
{
    private void Effect(Role role, Command command)
    {
        LimitEffect(role, command);
        switch (command)
        {
            case Tick tick:
                Clock = Math.Max(Clock, tick.UnixMs);
                ticks.Add(Clock);
                foreach (var hold in Holds.Values.Where(h => h.End == "" && h.OnExpiry != OnExpiry.None && h.ExpiresUnixMs < Clock))
                {
                    Resolve(hold, "expired", hold.OnExpiry == OnExpiry.Post ? hold.Total : 0);
                }

                foreach (var intent in Intents.Values.Where(i => i.End == "" && i.Command.LapsesUnixMs < Clock))
                {
                    intent.End = "lapsed";
                }

                break;
            case OpenPlayer open:
                Players.Add(open.Player, PlayerState.Unverified);
                break;
            case SetPlayerState set:
                Players[set.Player] = set.State;
                break;
            case RegisterGame game:
                var entry = (game.Game, game.RulesHash, game.Asset);
                Games[entry] = role == Role.Audit ? Games[entry] with { Enabled = false } : game;
                break;
            case OpenChain open:
                Chains.Add(open.Chain, new Chain(open.Player, open.Session, Clock));
                UseSession(open.Player, open.Session);
                break;
            case SetClientSeed seed:
                Chains[seed.Chain].Seed = seed.ClientSeed.ToArray();
                break;
            case CloseChain close:
                Chains[close.Chain].Closed = true;
                break;
            case PlayRound round:
                Play(round);
                break;
            case OpenRound or StepRound or AbandonRound or VoidRound:
                StepEffect(command);
                break;
            case Transfer or PlaceHold or PostHold or VoidHold or SetAccountFlags or SendAcross or ReceiveAcross or SettleAcross:
                MoveEffect(command);
                break;
            case OpenDeposit open:
                Intents.Add((open.Player, open.Id), new Intent(open));
                break;
            case ConfirmDeposit confirm:
                Confirm(confirm);
                break;
            case CancelDeposit cancel:
                Intents[(cancel.Player, cancel.Intent)].End = "cancelled";
                break;
            case RequestWithdrawal request:
                Withdrawals.Add((request.Player, request.Id), new Withdrawal(request));
                Move(Cash(request.Player, request.Asset), new AccountRef(request.Player, AccountKind.WithdrawalPending, request.Asset), request.Amount.Units);
                break;
            case SettleWithdrawal settle:
                Settle(settle);
                break;
        }
    }

    private void Play(PlayRound round)
    {
        Int128 stake = round.Stake.Units;
        Int128 payout = round.Payout.Units;
        var cash = CashPart(round);
        var payoutBonus = payout * (stake - cash) / stake;
        var revenue = House(AccountKind.GameRevenue, round.Asset);
        Move(Cash(round.Player, round.Asset), revenue, cash);
        Move(Bonus(round.Player, round.Asset), revenue, stake - cash);
        Move(revenue, Cash(round.Player, round.Asset), payout - payoutBonus);
        Move(revenue, Bonus(round.Player, round.Asset), payoutBonus);
        foreach (var contribution in round.Contributions)
        {
            Move(revenue, House(contribution.Kind, round.Asset, contribution.Sub), contribution.Amount.Units);
        }

        Chains[round.Chain].Rounds++;
        CountStake(round.Player, round.Asset, stake, cash, payout - payoutBonus, round.Session);
        CountPlay(round.Player, round.Session);
        BeginCycle(round.Player, round.Game.Name);
    }

    private void Confirm(ConfirmDeposit confirm)
    {
        var matches = Intents.TryGetValue((confirm.Player, confirm.Intent), out var intent) && intent.End == "" && intent.Command.LapsesUnixMs >= Clock
            && (intent.Command.Asset, intent.Command.Amount, intent.Command.Provider) == (confirm.Asset, confirm.Amount, confirm.Provider)
            && !Has(Cash(confirm.Player, confirm.Asset), AccountFlags.Closed);
        var target = matches ? Cash(confirm.Player, confirm.Asset) : House(AccountKind.UnmatchedDeposits, confirm.Asset);
        Move(House(AccountKind.ProviderClearing, confirm.Asset, confirm.Provider), target, confirm.Amount.Units);
        if (matches)
        {
            intent!.End = "credited";
            CountDeposit(confirm.Player, confirm.Asset, confirm.Amount.Units);
        }
    }

    private void Settle(SettleWithdrawal settle)
    {
        var withdrawal = Withdrawals[(settle.Player, settle.Withdrawal)];
        withdrawal.Ended = true;
        var request = withdrawal.Command;
        var target = settle.Paid ? House(AccountKind.ProviderClearing, request.Asset, request.Provider) : Cash(request.Player, request.Asset);
        Move(new AccountRef(request.Player, AccountKind.WithdrawalPending, request.Asset), target, request.Amount.Units);
    }
}
