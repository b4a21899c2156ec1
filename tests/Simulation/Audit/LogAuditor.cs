using Croupier.Kernel.Commands;

namespace Croupier.Tests.Simulation.Audit;

/// <summary>Predicts every command as it comes onto the log, by the naive model. This is the one place where the model is asked.</summary>
internal sealed class LogAuditor
{
    private readonly NaiveModel model;
    private readonly List<Expectation> expected = [];

    public LogAuditor(NaiveModel model) => this.model = model;

    public IReadOnlyList<Expectation> Expected => expected;

    /// <summary>Whether this request is the one that took its id: the first on the log that was no conflict.</summary>
    public bool TookItsId(PlayerId player, CommandId id, Hash256 request) => model.Ids.TryGetValue((player, id), out var stored) && stored.Request == request;

    public void Appended(LoggedCommand logged)
    {
        var command = logged.Command;
        var request = command.RequestHash();
        var isRepeat = model.Ids.TryGetValue((command.Player, command.Id), out var stored) && stored.Request == request;
        model.Touched.Clear();
        var asset = AssetOf(command);
        var cashBefore = Posted(AccountKind.Cash, command.Player, asset);
        var bonusBefore = Posted(AccountKind.Bonus, command.Player, asset);
        var status = model.Apply(logged.Caller.Role, command);
        ExpectedAmounts? amounts = null;
        if (status == Status.Accepted && !isRepeat && asset is { } of && model.Players.ContainsKey(command.Player))
        {
            var (cash, bonus) = (Posted(AccountKind.Cash, command.Player, asset), Posted(AccountKind.Bonus, command.Player, asset));
            var (stakeCash, stakeBonus) = command switch
            {
                PlayRound or OpenRound { Ends: true } => (cash.Debits - cashBefore.Debits, bonus.Debits - bonusBefore.Debits),
                OpenRound or StepRound or AbandonRound => Held(command),
                _ => default,
            };
            var (paidCash, paidBonus) = command is PlayRound or OpenRound or StepRound or AbandonRound ? (cash.Credits - cashBefore.Credits, bonus.Credits - bonusBefore.Credits) : default;
            amounts = new ExpectedAmounts(
                of, stakeCash, stakeBonus, paidCash, paidBonus, Available(AccountKind.Cash, command.Player, of), Available(AccountKind.Bonus, command.Player, of));
        }

        expected.Add(new Expectation(logged, CommandCodec.ToArray(command), request, isRepeat, status, model.Clock, isRepeat || status != Status.Accepted ? [] : TouchedNow(), amounts));
    }

    private ExpectedAccount[] TouchedNow()
    {
        var accounts = new ExpectedAccount[model.Touched.Count];
        for (var i = 0; i < accounts.Length; i++)
        {
            var account = model.Touched[i];
            var totals = model.Accounts.GetValueOrDefault(account) ?? new NaiveModel.Totals();
            accounts[i] = new ExpectedAccount(
                account, (long)totals.Debits, (long)totals.Credits, (long)totals.DebitsPending, (long)totals.CreditsPending, model.Flags.GetValueOrDefault(account));
        }

        return accounts;
    }

    private (long Debits, long Credits) Posted(AccountKind kind, PlayerId player, AssetId? asset) =>
        asset is { } of && model.Accounts.TryGetValue(new AccountRef(player, kind, of), out var totals) ? ((long)totals.Debits, (long)totals.Credits) : default;

    private long Available(AccountKind kind, PlayerId player, AssetId asset) => (long)model.Available(new AccountRef(player, kind, asset));

    /// <summary>The asset whose balances an accepted result tells; null for commands that tell none.</summary>
    private AssetId? AssetOf(Command command) => command switch
    {
        PlayRound round => round.Asset,
        OpenRound open => open.Bet.Asset,
        StepRound or AbandonRound or VoidRound => RoundOf(command)?.Bet.Asset,
        Transfer { Legs.Count: > 0 } transfer => transfer.Legs[0].Debit.Asset,
        PlaceHold { Legs.Count: > 0 } hold => hold.Legs[0].Debit.Asset,
        PostHold post => HoldAsset(post.Player, post.Hold),
        VoidHold release => HoldAsset(release.Player, release.Hold),
        OpenDeposit open => open.Asset,
        ConfirmDeposit confirm => confirm.Asset,
        RequestWithdrawal request => request.Asset,
        SettleWithdrawal settle => model.Withdrawals.TryGetValue((settle.Player, settle.Withdrawal), out var withdrawal) ? withdrawal.Command.Asset : null,
        SendAcross send => send.From.Asset,
        ReceiveAcross receive => receive.To.Asset,
        SettleAcross settle => model.Crossings.TryGetValue((settle.Player, settle.Sent), out var crossing) ? crossing.Command.From.Asset : null,
        _ => null,
    };

    private NaiveModel.Round? RoundOf(Command command) => model.Rounds.GetValueOrDefault((command.Player, command switch
    {
        OpenRound open => open.Bet.Game,
        StepRound step => step.Game,
        AbandonRound end => end.Game,
        VoidRound end => end.Game,
        _ => default,
    }));

    private (long Cash, long Bonus) Held(Command command) => RoundOf(command) is { } round ? ((long)round.Cash, (long)round.Bonus) : default;

    private AssetId? HoldAsset(PlayerId scope, CommandId id) => model.Holds.TryGetValue((scope, id), out var hold) && hold.Parts.Count > 0 ? hold.Parts[0].Account.Asset : null;
}
