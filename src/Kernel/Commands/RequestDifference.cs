namespace Croupier.Kernel.Commands;

/// <summary>Finds the first field in which two requests under one id differ. What is compared is what the request's hash covers, and no more.</summary>
public static class RequestDifference
{
    public static RequestField First(Command stored, Command asked) => stored.Kind != asked.Kind
        ? RequestField.Kind
        : (stored, asked) switch
        {
            (Tick a, Tick b) => Of((RequestField.Time, a.UnixMs == b.UnixMs)),
            (SetPlayerState a, SetPlayerState b) => Of((RequestField.State, a.State == b.State)),
            (SetLimit a, SetLimit b) => Limit((a.Measure, a.Window, a.Asset, a.Limit), (b.Measure, b.Window, b.Asset, b.Limit)),
            (ConfirmLimit a, ConfirmLimit b) => Limit((a.Measure, a.Window, a.Asset, a.Limit), (b.Measure, b.Window, b.Asset, b.Limit)),
            (TimeOut a, TimeOut b) => Of((RequestField.Time, a.UntilUnixMs == b.UntilUnixMs)),
            (Exclude a, Exclude b) => Of((RequestField.Time, a.UntilUnixMs == b.UntilUnixMs)),
            (SetZone a, SetZone b) => Of(
                (RequestField.Zone, a.Zone == b.Zone),
                (RequestField.Offset, a.OffsetMinutes == b.OffsetMinutes),
                (RequestField.Transitions, a.Transitions.SequenceEqual(b.Transitions))),
            (SetProfile a, SetProfile b) => Of((RequestField.Profile, a.Profile == b.Profile)),
            (RegisterProfile a, RegisterProfile b) => Profile(a, b),
            (RegisterGame a, RegisterGame b) => Registration(a, b),
            (OpenChain a, OpenChain b) => Of(
                (RequestField.Chain, a.Chain == b.Chain), (RequestField.Session, a.Session == b.Session), (RequestField.Seed, a.SeedHash == b.SeedHash)),
            (SetClientSeed a, SetClientSeed b) => Of((RequestField.Chain, a.Chain == b.Chain), (RequestField.Seed, a.ClientSeed.Span.SequenceEqual(b.ClientSeed.Span))),
            (CloseChain a, CloseChain b) => Of((RequestField.Chain, a.Chain == b.Chain)),
            (PlayRound a, PlayRound b) => Round(a, b),
            (OpenRound a, OpenRound b) => Round(a.Bet, b.Bet),
            (StepRound a, StepRound b) => Of(
                (RequestField.Game, a.Game == b.Game),
                (RequestField.Amount, a.Added == b.Added),
                (RequestField.Choice, a.Choice.Span.SequenceEqual(b.Choice.Span)),
                (RequestField.Round, a.Round == b.Round),
                (RequestField.Step, a.Step == b.Step)),
            (AbandonRound a, AbandonRound b) => Of((RequestField.Game, a.Game == b.Game), (RequestField.Round, a.Round == b.Round), (RequestField.Step, a.Step == b.Step)),
            (VoidRound a, VoidRound b) => Of((RequestField.Game, a.Game == b.Game), (RequestField.Round, a.Round == b.Round)),
            (Transfer a, Transfer b) => Of((RequestField.Reason, a.Reason == b.Reason), (RequestField.Count, a.Legs.Count == b.Legs.Count), Legs(a.Legs, b.Legs)),
            (PlaceHold a, PlaceHold b) => Of(
                (RequestField.Count, a.Legs.Count == b.Legs.Count),
                Legs(a.Legs, b.Legs),
                (RequestField.OnExpiry, a.OnExpiry == b.OnExpiry),
                (RequestField.Expiry, a.ExpiresUnixMs == b.ExpiresUnixMs)),
            (PostHold a, PostHold b) => Of((RequestField.Amount, a.Amount == b.Amount), (RequestField.Hold, a.Hold == b.Hold), (RequestField.Payout, a.Payout == b.Payout)),
            (VoidHold a, VoidHold b) => Of((RequestField.Hold, a.Hold == b.Hold), (RequestField.OrNever, a.OrNever == b.OrNever)),
            (SetAccountFlags a, SetAccountFlags b) => Of((RequestField.DebitAccount, a.Account == b.Account), (RequestField.Flags, a.Flags == b.Flags)),
            (Linked a, Linked b) => Chained(a, b),
            (SendAcross a, SendAcross b) => Of(
                (RequestField.Amount, a.Amount == b.Amount),
                (RequestField.Reason, a.Reason == b.Reason),
                (RequestField.DebitAccount, a.From == b.From),
                (RequestField.CreditAccount, a.To == b.To)),
            (ReceiveAcross a, ReceiveAcross b) => Of(
                (RequestField.Amount, a.Amount == b.Amount),
                (RequestField.Reason, a.Reason == b.Reason),
                (RequestField.DebitAccount, a.From == b.From),
                (RequestField.CreditAccount, a.To == b.To),
                (RequestField.Crossing, (a.Sender, a.Sent) == (b.Sender, b.Sent)),
                (RequestField.Citation, (a.SourceSequence, a.SourceHash) == (b.SourceSequence, b.SourceHash))),
            (SettleAcross a, SettleAcross b) => Of(
                (RequestField.Outcome, a.Received == b.Received),
                (RequestField.Crossing, a.Sent == b.Sent),
                (RequestField.Citation, (a.TargetSequence, a.TargetHash) == (b.TargetSequence, b.TargetHash))),
            (OpenDeposit a, OpenDeposit b) => Of((RequestField.Asset, a.Asset == b.Asset), (RequestField.Amount, a.Amount == b.Amount), (RequestField.Provider, a.Provider == b.Provider)),
            (ConfirmDeposit a, ConfirmDeposit b) => Of(
                (RequestField.Asset, a.Asset == b.Asset),
                (RequestField.Amount, a.Amount == b.Amount),
                (RequestField.Intent, a.Intent == b.Intent),
                (RequestField.Provider, a.Provider == b.Provider),
                (RequestField.Reference, a.Reference == b.Reference)),
            (CancelDeposit a, CancelDeposit b) => Of((RequestField.Intent, a.Intent == b.Intent)),
            (RequestWithdrawal a, RequestWithdrawal b) => Of(
                (RequestField.Asset, a.Asset == b.Asset), (RequestField.Amount, a.Amount == b.Amount), (RequestField.Provider, a.Provider == b.Provider)),
            (SettleWithdrawal a, SettleWithdrawal b) => Of(
                (RequestField.Withdrawal, a.Withdrawal == b.Withdrawal), (RequestField.Outcome, a.Paid == b.Paid), (RequestField.Reference, a.Reference == b.Reference)),
            (MovePartition a, MovePartition b) => Of((RequestField.Destination, a.Destination == b.Destination)),
            _ => RequestField.Body,
        };

    private static RequestField Limit(in (LimitMeasure, LimitWindow, AssetId, long) a, in (LimitMeasure, LimitWindow, AssetId, long) b) => Of(
        (RequestField.Asset, a.Item3 == b.Item3),
        (RequestField.Amount, a.Item4 == b.Item4),
        (RequestField.Guard, a.Item1 == b.Item1),
        (RequestField.Window, a.Item2 == b.Item2));

    private static RequestField Profile(RegisterProfile a, RegisterProfile b) => Of(
        (RequestField.Profile, a.Profile == b.Profile),
        (RequestField.Version, a.Version == b.Version),
        (RequestField.Delay, a.LoosenDelayMs == b.LoosenDelayMs),
        (RequestField.MinCycle, a.MinCycleMs == b.MinCycleMs),
        (RequestField.OneOpenCycle, a.OneOpenCycle == b.OneOpenCycle),
        (RequestField.Sources, a.Sources == b.Sources),
        (RequestField.SessionIdle, a.SessionIdleMs == b.SessionIdleMs));

    private static RequestField Registration(RegisterGame a, RegisterGame b) => Of(
        (RequestField.Game, a.Game == b.Game),
        (RequestField.RulesHash, a.RulesHash == b.RulesHash),
        (RequestField.Asset, a.Asset == b.Asset),
        (RequestField.Enabled, a.Enabled == b.Enabled),
        (RequestField.MinStake, a.MinStake == b.MinStake),
        (RequestField.MaxStake, a.MaxStake == b.MaxStake),
        (RequestField.MaxPayoutMultiple, a.MaxPayoutMultiple == b.MaxPayoutMultiple));

    private static RequestField Round(PlayRound a, PlayRound b) => Of(
        (RequestField.Game, a.Game == b.Game),
        (RequestField.Asset, a.Asset == b.Asset),
        (RequestField.Amount, a.Stake == b.Stake),
        (RequestField.Choice, a.Choice.Span.SequenceEqual(b.Choice.Span)),
        (RequestField.Chain, a.Chain == b.Chain),
        (RequestField.Nonce, a.Nonce == b.Nonce));

    private static RequestField Chained(Linked a, Linked b)
    {
        if (a.Commands.Count != b.Commands.Count)
        {
            return RequestField.Count;
        }

        for (var i = 0; i < a.Commands.Count; i++)
        {
            if (a.Commands[i].RequestHash() != b.Commands[i].RequestHash())
            {
                return First(a.Commands[i], b.Commands[i]);
            }
        }

        return RequestField.Body;
    }

    /// <summary>The first leg that differs, and by what; true when all that both lists have agree.</summary>
    private static (RequestField Field, bool Same) Legs(IReadOnlyList<Leg> a, IReadOnlyList<Leg> b)
    {
        for (var i = 0; i < Math.Min(a.Count, b.Count); i++)
        {
            if (a[i] != b[i])
            {
                var field = Of(
                    (RequestField.Amount, a[i].Amount == b[i].Amount),
                    (RequestField.DebitAccount, a[i].Debit == b[i].Debit),
                    (RequestField.CreditAccount, a[i].Credit == b[i].Credit),
                    (RequestField.Mode, a[i].Mode == b[i].Mode));
                return (field, false);
            }
        }

        return (RequestField.None, true);
    }

    // Requests whose hashes differ differ in some field: where none of those named does, it is one that was not named.
    private static RequestField Of(params ReadOnlySpan<(RequestField Field, bool Same)> fields)
    {
        foreach (var (field, same) in fields)
        {
            if (!same)
            {
                return field;
            }
        }

        return RequestField.Body;
    }
}
