using Croupier.Kernel.Commands;

namespace Croupier.Tests.Unit.Book;

/// <summary>A hold by its sources, and commands that take effect together.</summary>
internal sealed partial class NaiveModel
{
    public sealed record Hold(OnExpiry OnExpiry, long ExpiresUnixMs, AccountRef Credit, IReadOnlyList<(AccountRef Account, Int128 Amount)> Parts, bool Counted, bool OpensCycle)
    {
        public string End { get; set; } = "";

        public Int128 Total => Parts.Aggregate((Int128)0, (sum, p) => sum + p.Amount);

        public Int128 Cash => Parts.Where(p => p.Account.Kind == AccountKind.Cash).Aggregate((Int128)0, (sum, p) => sum + p.Amount);

        public bool IsStake => Parts.Count > 0 && Parts[0].Account.Kind is AccountKind.Cash or AccountKind.Bonus && Credit.Kind == AccountKind.GameRevenue;

        /// <summary>In proportion to the sources, each floored with all before it.</summary>
        public List<Int128> Split(Int128 amount)
        {
            var upTo = Parts.Select((_, i) => amount * Parts.Take(i + 1).Aggregate((Int128)0, (sum, p) => sum + p.Amount) / Total).ToList();
            return [.. upTo.Select((sum, i) => i == 0 ? sum : sum - upTo[i - 1])];
        }
    }

    private void Place(PlaceHold command)
    {
        var parts = command.Legs.Zip(Amounts(command.Legs), (l, a) => (l.Debit, Amount: a)).Where(p => p.Amount > 0).ToList();
        foreach (var (account, amount) in parts)
        {
            Of(account).DebitsPending += amount;
            Of(command.Legs[0].Credit).CreditsPending += amount;
        }

        var first = command.Legs[0];
        var (staker, isStake) = (first.Debit.Owner, IsStake(first));
        if (isStake)
        {
            CountPlay(staker, null);
            BeginCycle(staker, $"#{first.Credit.Sub}");
        }

        var counted = isStake && TurnoverOf(staker, first.Debit.Asset).Stakes;
        Holds[(command.Player, command.Id)] = new Hold(command.OnExpiry, command.ExpiresUnixMs, first.Credit, parts, counted, isStake && HasCycleRules(staker));
    }

    private void Resolve(Hold hold, string end, Int128 amount, Int128 payout = default)
    {
        hold.End = end;
        var (posted, paid) = (hold.Split(amount), hold.Split(payout));
        for (var i = 0; i < hold.Parts.Count; i++)
        {
            var source = hold.Parts[i].Account;
            Of(source).DebitsPending -= hold.Parts[i].Amount;
            Of(hold.Credit).CreditsPending -= hold.Parts[i].Amount;
            Move(source, hold.Credit, posted[i]);
            Move(hold.Credit, source, paid[i]);
        }

        if (hold.IsStake && amount > 0)
        {
            var (player, asset) = (hold.Parts[0].Account.Owner, hold.Parts[0].Account.Asset);
            Int128 Cash(List<Int128> amounts) => hold.Parts.Zip(amounts).Where(p => p.First.Account.Kind == AccountKind.Cash).Aggregate((Int128)0, (sum, p) => sum + p.Second);
            CountStake(player, asset, amount, Cash(posted), Cash(paid), null);
        }
    }

    /// <summary>Applies linked commands one by one; when one fails, all that they touched is put back as it was.</summary>
    private Status Link(Role role, Linked linked)
    {
        var putBack = Remember();
        var debited = new HashSet<PlayerId>();
        var credited = new HashSet<PlayerId>();
        foreach (var child in linked.Commands)
        {
            NotePayers(child, debited, credited);
            var refusals = Refusals(role, child);
            if (debited.Any(a => credited.Any(b => a != b)))
            {
                refusals.Add(Status.PlayerToPlayer);
            }

            if (refusals.Count > 0)
            {
                putBack();
                return refusals.Min();
            }

            Effect(role, child);
        }

        return Status.Accepted;
    }

    private void NotePayers(Command child, HashSet<PlayerId> debited, HashSet<PlayerId> credited)
    {
        var moves = LegsOf(child).Select(l => (l.Debit, l.Credit)).ToList();
        if (child is PostHold post && Holds.TryGetValue((post.Player, post.Hold), out var hold))
        {
            moves.AddRange(hold.Parts.Select(p => (p.Account, hold.Credit)));
            moves.AddRange(hold.Parts.Where(_ => !post.Payout.IsZero).Select(p => (hold.Credit, p.Account)));
        }

        debited.UnionWith(moves.Select(m => m.Item1).Where(a => a.IsPlayers).Select(a => a.Owner));
        credited.UnionWith(moves.Select(m => m.Item2).Where(a => a.IsPlayers).Select(a => a.Owner));
    }

    private Action Remember()
    {
        var accounts = Accounts.ToDictionary(
            a => a.Key, a => new Totals { Debits = a.Value.Debits, Credits = a.Value.Credits, DebitsPending = a.Value.DebitsPending, CreditsPending = a.Value.CreditsPending });
        var holds = Holds.ToDictionary(h => h.Key, h => h.Value with { });
        var flags = Flags.ToDictionary(f => f.Key, f => f.Value);
        var guards = RememberGuards();
        return () =>
        {
            PutBack(Accounts, accounts);
            PutBack(Holds, holds);
            PutBack(Flags, flags);
            guards();
        };
    }

    private static void PutBack<TKey, TValue>(Dictionary<TKey, TValue> into, Dictionary<TKey, TValue> from)
        where TKey : notnull
    {
        into.Clear();
        foreach (var (key, value) in from)
        {
            into.Add(key, value);
        }
    }
}
