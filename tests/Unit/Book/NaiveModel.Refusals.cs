using Croupier.Kernel.Commands;

namespace Croupier.Tests.Unit.Book;

internal sealed partial class NaiveModel
{
    private static readonly Dictionary<Role, CommandKind[]> May = new()
    {
        [Role.Games] = [CommandKind.PlayRound, CommandKind.OpenRound, CommandKind.StepRound, CommandKind.AbandonRound],
        [Role.Fairness] = [CommandKind.OpenChain, CommandKind.SetClientSeed, CommandKind.CloseChain],
        [Role.Wallet] =
        [
            CommandKind.OpenDeposit, CommandKind.ConfirmDeposit, CommandKind.CancelDeposit, CommandKind.RequestWithdrawal, CommandKind.SettleWithdrawal,
            CommandKind.Transfer, CommandKind.Linked, CommandKind.SendAcross,
        ],
        [Role.Identity] =
        [
            CommandKind.OpenPlayer, CommandKind.SetPlayerState, CommandKind.SetLimit, CommandKind.ConfirmLimit, CommandKind.TimeOut, CommandKind.Exclude, CommandKind.SetZone,
            CommandKind.SetProfile,
        ],
        [Role.Operator] =
        [
            CommandKind.RegisterGame, CommandKind.OpenPlayer, CommandKind.SetPlayerState, CommandKind.SetLimit, CommandKind.TimeOut, CommandKind.Exclude, CommandKind.SetZone,
            CommandKind.SetProfile, CommandKind.RegisterProfile, CommandKind.Transfer, CommandKind.PlaceHold, CommandKind.PostHold, CommandKind.VoidHold,
            CommandKind.SetAccountFlags, CommandKind.Linked, CommandKind.SendAcross, CommandKind.VoidRound,
        ],
        [Role.Audit] = [CommandKind.RegisterGame],
        [Role.Ledger] = [CommandKind.Tick, CommandKind.ReceiveAcross, CommandKind.SettleAcross],
    };

    private static readonly (PlayerState, PlayerState)[] Moves =
    [
        (PlayerState.Unverified, PlayerState.Active), (PlayerState.Unverified, PlayerState.Excluded), (PlayerState.Unverified, PlayerState.Closed),
        (PlayerState.Active, PlayerState.Suspended), (PlayerState.Active, PlayerState.Excluded), (PlayerState.Active, PlayerState.Closed),
        (PlayerState.Suspended, PlayerState.Active), (PlayerState.Suspended, PlayerState.Excluded), (PlayerState.Suspended, PlayerState.Closed),
        (PlayerState.Excluded, PlayerState.Closed),
    ];

    private HashSet<Status> Refusals(Role role, Command command)
    {
        var all = new HashSet<Status>();
        void If(bool applies, Status status)
        {
            if (applies)
            {
                all.Add(status);
            }
        }

        If(command is not SetAside && (!May.GetValueOrDefault(role, []).Contains(command.Kind) || !MayMove(role, command) || (role == Role.Audit && command is RegisterGame { Enabled: true })), Status.NotPermitted);
        If(command.Player.Partition != partition || GoesAstray(command), Status.WrongPartition);
        If(IsMalformed(command), Status.MalformedCommand);
        var known = Players.TryGetValue(command.Player, out var playerState);
        var needs = command is not (OpenPlayer or ConfirmDeposit or RegisterGame or RegisterProfile or Tick or SetAside) && !(command is Transfer or PlaceHold or PostHold or VoidHold or SetAccountFlags or Linked or SendAcross or ReceiveAcross or SettleAcross && command.Player.IsOperator);
        If(needs && !known, Status.UnknownPlayer);
        if (all.Count > 0)
        {
            return all;
        }

        if (command is PlayRound or OpenRound or StepRound { Added.IsPositive: true } or OpenChain or SetClientSeed or OpenDeposit or RequestWithdrawal)
        {
            PlayRefusals(command.Player, playerState, command is RequestWithdrawal, If);
        }

        LimitRefusals(role, command, If);

        switch (command)
        {
            case SetAside aside:
                all.Add(aside.Reason);
                break;
            case OpenPlayer:
                If(known, Status.PlayerExists);
                break;
            case SetPlayerState set:
                If(!Moves.Contains((playerState, set.State)), Status.StateTransitionRefused);
                break;
            case RegisterGame game when role == Role.Audit:
                If(!Games.ContainsKey((game.Game, game.RulesHash, game.Asset)), Status.UnknownGame);
                break;
            case RegisterGame game:
                If(Assets.Find(game.Asset) is null, Status.UnknownAsset);
                If(!game.MinStake.IsPositive, Status.AmountNotPositive);
                break;
            case OpenChain open:
                If(Chains.ContainsKey(open.Chain), Status.ChainExists);
                break;
            case SetClientSeed seed:
                ChainRefusals(seed.Chain, seed.Player, null, If);
                If(Chains.TryGetValue(seed.Chain, out var seeded) && Expired(seeded), Status.ChainExpired);
                If(seeded?.Seed is not null, Status.ClientSeedAlreadySet);
                break;
            case CloseChain close:
                ChainRefusals(close.Chain, close.Player, null, If);
                If(Rounds.Any(r => r.Key.Player == close.Player && r.Value.IsOpen && r.Value.Bet.Chain == close.Chain), Status.RoundOpen);
                break;
            case PlayRound round:
                RoundRefusals(round, If);
                break;
            case OpenRound open:
                RoundRefusals(open.Bet, If);
                break;
            case StepRound or AbandonRound or VoidRound:
                StepRefusals(command, If);
                break;
            case Transfer or PlaceHold:
                MovementRefusals(command, If);
                break;
            case PostHold post:
                PostRefusals(post, If);
                break;
            case SetAccountFlags set:
                AccountRefusals(set, If);
                break;
            case SendAcross or ReceiveAcross or SettleAcross:
                CrossingRefusals(command, If);
                break;
            case VoidHold { OrNever: true } release when !Holds.ContainsKey((release.Player, release.Hold)):
                break;
            case VoidHold release:
                HoldRefusals(release.Player, release.Hold, If);
                break;
            case OpenDeposit open:
                AmountRefusals(open.Asset, open.Amount, If);
                If(Has(Cash(open.Player, open.Asset), AccountFlags.Closed), Status.AccountClosed);
                DepositRefusals(open.Player, open.Asset, open.Amount.Units, If);
                break;
            case ConfirmDeposit confirm:
                If(Assets.Find(confirm.Asset) is null, Status.UnknownAsset);
                If(!confirm.Amount.IsPositive, Status.AmountNotPositive);
                If(confirm.Amount > Money.MaxAmount, Status.AmountTooLarge);
                break;
            case CancelDeposit cancel:
                If(!Intents.TryGetValue((cancel.Player, cancel.Intent), out var intent), Status.UnknownIntent);
                If(intent is not null && (intent.End != "" || intent.Command.LapsesUnixMs < Clock), Status.IntentResolved);
                break;
            case RequestWithdrawal request:
                AmountRefusals(request.Asset, request.Amount, If);
                FlagRefusals([(Cash(request.Player, request.Asset), request.Amount.Units, 0)], If);
                If(Available(Cash(request.Player, request.Asset)) < request.Amount.Units, Status.InsufficientFunds);
                break;
            case SettleWithdrawal settle:
                If(!Withdrawals.TryGetValue((settle.Player, settle.Withdrawal), out var withdrawal), Status.UnknownWithdrawal);
                If(withdrawal?.Ended == true, Status.WithdrawalResolved);
                break;
        }

        return all;
    }

    private void RoundRefusals(PlayRound round, Action<bool, Status> refuse)
    {
        refuse(Games.Keys.All(k => k.Item1 != round.Game), Status.UnknownGame);
        refuse(Games.Keys.All(k => (k.Item1, k.Item2) != (round.Game, round.RulesHash)), Status.UnknownRulesHash);
        var registered = Games.TryGetValue((round.Game, round.RulesHash, round.Asset), out var game);
        refuse(registered && !game!.Enabled, Status.GameDisabled);
        ChainRefusals(round.Chain, round.Player, round.Session, refuse);
        if (Chains.TryGetValue(round.Chain, out var chain))
        {
            refuse(Expired(chain), Status.ChainExpired);
            refuse(chain.Seed is null, Status.ClientSeedMissing);
            refuse(chain.Seed is not null && !chain.Seed.AsSpan().SequenceEqual(round.ClientSeed.Span), Status.ClientSeedMismatch);
            refuse(round.Nonce < chain.Rounds, Status.NonceOld);
            refuse(round.Nonce > chain.Rounds, Status.NonceAhead);
        }

        refuse(Rounds.TryGetValue((round.Player, round.Game), out var open) && open.IsOpen, Status.RoundOpen);
        refuse(!registered, Status.UnknownAsset);
        if (!registered)
        {
            return;
        }

        AmountRefusals(round.Asset, round.Stake, refuse);
        refuse(round.Payout.IsNegative || round.Contributions.Any(c => !c.Amount.IsPositive), Status.AmountNotPositive);
        refuse(round.Stake < game!.MinStake, Status.StakeBelowMinimum);
        refuse(round.Stake > game.MaxStake, Status.StakeAboveMaximum);
        refuse((Int128)round.Payout.Units * 100 > (Int128)round.Stake.Units * game.MaxPayoutMultiple, Status.PayoutAboveMaximum);
        refuse(round.Contributions.Aggregate((Int128)0, (sum, c) => sum + c.Amount.Units) > round.Stake.Units, Status.Unbalanced);
        refuse(round.Contributions.Any(c => c is { Kind: AccountKind.GameRevenue, Sub: 0 }), Status.SameAccount);
        refuse(round.Contributions.Any(c => c.Kind is not (AccountKind.House or AccountKind.GameRevenue or AccountKind.Jackpot or AccountKind.PrizePool or AccountKind.Duty)), Status.UnknownAccount);
        refuse(ProfileOf.TryGetValue(round.Player, out var profile) && Profiles[profile].Sources is { } sources && sources != round.Sources, Status.ProfileMismatch);
        CycleRefusals(round.Player, round.Game.Name, 0, refuse);
        if (round.Stake.IsPositive)
        {
            var cash = CashPart(round);
            var bonus = round.Stake.Units - cash;
            refuse(Has(Cash(round.Player, round.Asset), AccountFlags.Closed), Status.AccountClosed);
            FlagRefusals([(Cash(round.Player, round.Asset), cash, 0), (Bonus(round.Player, round.Asset), bonus, 0)], refuse);
            FlagRefusals(round.Contributions.Select(c => (House(c.Kind, round.Asset, c.Sub), (Int128)0, (Int128)c.Amount.Units)), refuse);
            StakeRefusals(round.Player, round.Asset, round.Stake.Units, cash, round.Session, refuse);
            refuse(cash > Available(Cash(round.Player, round.Asset)) || bonus > Available(Bonus(round.Player, round.Asset)), Status.InsufficientFunds);
        }
    }

    private void LegRefusals(Leg leg, Action<bool, Status> refuse)
    {
        refuse(Assets.Find(leg.Debit.Asset) is null || Assets.Find(leg.Credit.Asset) is null, Status.UnknownAsset);
        refuse(!leg.Amount.IsPositive, Status.AmountNotPositive);
        refuse(leg.Amount > Money.MaxAmount, Status.AmountTooLarge);
        refuse(leg.Debit.Asset != leg.Credit.Asset, Status.Unbalanced);
        refuse(leg.Debit == leg.Credit, Status.SameAccount);
        foreach (var account in new[] { leg.Debit, leg.Credit })
        {
            var fits = Enum.IsDefined(account.Kind) && (account.IsPlayers ? Players.ContainsKey(account.Owner) && account.Sub == 0 : account.Owner.IsOperator);
            refuse(!fits, Status.UnknownAccount);
        }
    }

    private void HoldRefusals(PlayerId scope, CommandId id, Action<bool, Status> refuse)
    {
        var known = Holds.TryGetValue((scope, id), out var hold);
        refuse(!known, Status.UnknownHold);
        refuse(known && hold!.End is "resolved" or "never", Status.HoldResolved);
        refuse(known && (hold!.End == "expired" || (hold.OnExpiry != OnExpiry.None && hold.ExpiresUnixMs < Clock)), Status.HoldExpired);
    }

    private void ChainRefusals(ChainId id, PlayerId player, SessionId? session, Action<bool, Status> refuse)
    {
        var known = Chains.TryGetValue(id, out var chain);
        refuse(!known, Status.UnknownChain);
        refuse(known && (chain!.Player != player || (session is { } own && own != chain.Session)), Status.ChainOfAnother);
        refuse(known && chain!.Closed, Status.ChainClosed);
    }

    private static void AmountRefusals(AssetId asset, Money amount, Action<bool, Status> refuse)
    {
        refuse(Assets.Find(asset) is null, Status.UnknownAsset);
        refuse(!amount.IsPositive, Status.AmountNotPositive);
        refuse(amount > Money.MaxAmount, Status.AmountTooLarge);
        refuse(amount.Units % 10_000 != 0, Status.AmountNotWholeUnit);
    }

    private bool Expired(Chain chain) => Clock - chain.Opened > 24 * TestBook.Hour || chain.Rounds >= 10_000;
}
