using Croupier.Kernel.Commands;

namespace Croupier.Tests.Unit.Book;

/// <summary>Rounds with choices in the middle.</summary>
internal sealed partial class NaiveModel
{
    public sealed class Round(OpenRound opened, bool counted)
    {
        public PlayRound Bet => opened.Bet;

        public Hash256 Basis { get; } = opened.Basis();

        public bool Counted => counted;

        public bool IsOpen { get; set; } = true;

        public Int128 Cash { get; set; }

        public Int128 Bonus { get; set; }

        public Int128 Stake => Cash + Bonus;

        public int Steps { get; set; }

        public byte[] Choices { get; set; } = [];

        public long Moved { get; set; }
    }

    public Dictionary<(PlayerId Player, GameId Game), Round> Rounds { get; } = [];

    private void StepRefusals(Command command, Action<bool, Status> refuse)
    {
        var (id, game) = command switch
        {
            StepRound step => (step.Round, step.Game),
            AbandonRound end => (end.Round, end.Game),
            VoidRound end => (end.Round, end.Game),
            _ => default,
        };
        if (!Rounds.TryGetValue((command.Player, game), out var round) || string.CompareOrdinal($"{round.Bet.Id}", $"{id}") < 0)
        {
            refuse(true, Status.UnknownRound);
            return;
        }

        if (round.Bet.Id != id || !round.IsOpen)
        {
            refuse(true, Status.RoundOver);
            return;
        }

        switch (command)
        {
            case StepRound step:
                refuse(step.Step != round.Steps + 1 || step.Basis != round.Basis || !step.Earlier.Span.SequenceEqual(round.Choices), Status.StepMismatch);
                AddedRefusals(step, round, refuse);
                break;
            case AbandonRound end:
                refuse(end.Step != round.Steps + 1 || end.Basis != round.Basis || !end.Earlier.Span.SequenceEqual(round.Choices), Status.StepMismatch);
                refuse(Clock - round.Moved < 24 * TestBook.Hour, Status.RoundNotAbandoned);
                PaidRefusals(round, round.Stake, end.Payout, refuse);
                break;
        }
    }

    private void AddedRefusals(StepRound step, Round round, Action<bool, Status> refuse)
    {
        var (bet, added) = (round.Bet, step.Added);
        refuse(added.IsNegative || step.Contributions.Any(c => !c.Amount.IsPositive), Status.AmountNotPositive);
        refuse(round.Stake + added.Units > Money.MaxAmount.Units, Status.AmountTooLarge);
        refuse(added.Units % 10_000 != 0, Status.AmountNotWholeUnit);
        refuse(added > Games[(bet.Game, bet.RulesHash, bet.Asset)].MaxStake, Status.StakeAboveMaximum);
        PaidRefusals(round, round.Stake + added.Units, step.Payout, refuse);
        refuse(step.Contributions.Aggregate((Int128)0, (sum, c) => sum + c.Amount.Units) > added.Units, Status.Unbalanced);
        refuse(step.Contributions.Any(c => c is { Kind: AccountKind.GameRevenue, Sub: 0 }), Status.SameAccount);
        refuse(step.Contributions.Any(c => c.Kind is not (AccountKind.House or AccountKind.GameRevenue or AccountKind.Jackpot or AccountKind.PrizePool or AccountKind.Duty)), Status.UnknownAccount);
        if (!added.IsPositive)
        {
            return;
        }

        var cash = CashPart(bet, added);
        var bonus = added.Units - cash;
        refuse(Has(Cash(bet.Player, bet.Asset), AccountFlags.Closed), Status.AccountClosed);
        FlagRefusals([(Cash(bet.Player, bet.Asset), cash, 0), (Bonus(bet.Player, bet.Asset), bonus, 0)], refuse);
        FlagRefusals(step.Contributions.Select(c => (House(c.Kind, bet.Asset, c.Sub), (Int128)0, (Int128)c.Amount.Units)), refuse);
        StakeRefusals(bet.Player, bet.Asset, added.Units, cash, null, refuse, round.Stake);
        refuse(cash > Available(Cash(bet.Player, bet.Asset)) || bonus > Available(Bonus(bet.Player, bet.Asset)), Status.InsufficientFunds);
    }

    private void PaidRefusals(Round round, Int128 staked, Money payout, Action<bool, Status> refuse)
    {
        var bet = round.Bet;
        refuse(payout.IsNegative, Status.AmountNotPositive);
        refuse((Int128)payout.Units * 100 > staked * Games[(bet.Game, bet.RulesHash, bet.Asset)].MaxPayoutMultiple, Status.PayoutAboveMaximum);
    }

    private void StepEffect(Command command)
    {
        switch (command)
        {
            case OpenRound { Ends: true } whole:
                Play(whole.Bet);
                break;
            case OpenRound open:
                Open(open);
                break;
            case StepRound step:
                var round = Rounds[(step.Player, step.Game)];
                Add(round, step.Added, step.Contributions, round.Counted);
                (round.Steps, round.Choices, round.Moved) = (round.Steps + 1, [.. round.Choices, (byte)step.Choice.Length, .. step.Choice.Span], Clock);
                if (step.Ends)
                {
                    End(round, step.Payout.Units);
                }

                break;
            case AbandonRound end:
                End(Rounds[(end.Player, end.Game)], end.Payout.Units);
                break;
            case VoidRound end:
                Release(Rounds[(end.Player, end.Game)]);
                break;
        }
    }

    private void Open(OpenRound open)
    {
        var bet = open.Bet;
        var round = new Round(open, TurnoverOf(bet.Player, bet.Asset).Stakes) { Moved = Clock };
        Rounds[(bet.Player, bet.Game)] = round;
        Add(round, bet.Stake, bet.Contributions, counts: true);
        Chains[bet.Chain].Rounds++;
        BeginCycle(bet.Player, bet.Game.Name);
    }

    private void Add(Round round, Money added, IReadOnlyList<Contribution> contributions, bool counts)
    {
        if (!added.IsPositive)
        {
            return;
        }

        var bet = round.Bet;
        var cash = CashPart(bet, added);
        var bonus = added.Units - cash;
        Pend(bet, cash, bonus);
        round.Cash += cash;
        round.Bonus += bonus;
        foreach (var contribution in contributions)
        {
            Move(House(AccountKind.GameRevenue, bet.Asset), House(contribution.Kind, bet.Asset, contribution.Sub), contribution.Amount.Units);
        }

        if (counts)
        {
            CountPlay(bet.Player, null);
        }
    }

    private void Pend(PlayRound bet, Int128 cash, Int128 bonus)
    {
        foreach (var (account, amount) in new[] { (Cash(bet.Player, bet.Asset), cash), (Bonus(bet.Player, bet.Asset), bonus) })
        {
            if (amount != 0)
            {
                Of(account).DebitsPending += amount;
                Of(House(AccountKind.GameRevenue, bet.Asset)).CreditsPending += amount;
            }
        }
    }

    private void Release(Round round)
    {
        round.IsOpen = false;
        Pend(round.Bet, -round.Cash, -round.Bonus);
    }

    private void End(Round round, Int128 payout)
    {
        var bet = round.Bet;
        Release(round);
        var revenue = House(AccountKind.GameRevenue, bet.Asset);
        var payoutBonus = payout * round.Bonus / round.Stake;
        Move(Cash(bet.Player, bet.Asset), revenue, round.Cash);
        Move(Bonus(bet.Player, bet.Asset), revenue, round.Bonus);
        Move(revenue, Cash(bet.Player, bet.Asset), payout - payoutBonus);
        Move(revenue, Bonus(bet.Player, bet.Asset), payoutBonus);
        CountStake(bet.Player, bet.Asset, round.Stake, round.Cash, payout - payoutBonus, null);
    }
}
