using Croupier.Kernel;
using Croupier.Kernel.Blocks;
using Croupier.Kernel.Commands;

namespace Croupier.Platform.Wallet;

/// <summary>
/// Folds the accepted entries of some blocks into rows: pure, so that the same blocks always give the same rows, whatever the batches were. Rows that the entries
/// change but did not make are given to <see cref="Fold"/> by its caller, who learns from <see cref="ProjectionNeeds"/> which they are.
/// </summary>
internal sealed class ProjectionFold(ProjectionKnown known)
{
    private readonly Dictionary<(PlayerId, AssetId), BalanceRow> balances = new(known.Balances);
    private readonly Dictionary<(PlayerId, CommandId), DepositRow> deposits = new(known.Deposits);
    private readonly Dictionary<(PlayerId, CommandId), WithdrawalRow> withdrawals = new(known.Withdrawals);
    private readonly Dictionary<(PlayerId, ChainId), ChainRow> chains = new(known.Chains);

    public List<RoundRow> Rounds { get; } = [];

    public List<MovementRow> Movements { get; } = [];

    public HashSet<(PlayerId Player, AssetId Asset)> ChangedBalances { get; } = [];

    public HashSet<(PlayerId, CommandId)> ChangedDeposits { get; } = [];

    public HashSet<(PlayerId, CommandId)> ChangedWithdrawals { get; } = [];

    public HashSet<(PlayerId, ChainId)> ChangedChains { get; } = [];

    public BalanceRow Balance((PlayerId, AssetId) key) => balances.GetValueOrDefault(key);

    public DepositRow Deposit((PlayerId, CommandId) key) => deposits[key];

    public WithdrawalRow Withdrawal((PlayerId, CommandId) key) => withdrawals[key];

    public ChainRow Chain((PlayerId, ChainId) key) => chains[key];

    public void Fold(Block block)
    {
        for (var i = 0; i < block.Entries.Count; i++)
        {
            if (block.Entries[i].Result.IsAccepted)
            {
                Fold(new EntryPlace(block.Header.Sequence, i, block.Header.ClockUnixMs), block.Entries[i].Command, block.Entries[i].Result);
            }
        }
    }

    private void Fold(in EntryPlace place, Command command, CommandResult result)
    {
        var before = Balance((command.Player, result.Asset));
        if (result.Asset != default && !command.Player.IsOperator)
        {
            Change((command.Player, result.Asset), before with { Cash = result.CashAfter, Bonus = result.BonusAfter });
        }

        switch (command)
        {
            case PlayRound round:
                Rounds.Add(new RoundRow(place, round, result));
                break;
            case OpenChain open:
                chains[(open.Player, open.Chain)] = new ChainRow(open.Player, open.Chain, place.Block);
                ChangedChains.Add((open.Player, open.Chain));
                break;
            case CloseChain close:
                Known(chains, (close.Player, close.Chain)).ClosedBlock = place.Block;
                ChangedChains.Add((close.Player, close.Chain));
                break;
            case OpenDeposit open:
                deposits[(open.Player, open.Id)] = new DepositRow(open.Player, open.Id, open.Asset, open.Amount, open.Provider, open.LapsesUnixMs);
                ChangedDeposits.Add((open.Player, open.Id));
                break;
            case ConfirmDeposit confirm when result.Detail == ConfirmDeposit.Credited:
                EndDeposit((confirm.Player, confirm.Intent), DepositFold.Credited);
                Move(place, command, TransferReason.Deposit, confirm.Amount, result);
                break;
            case CancelDeposit cancel:
                EndDeposit((cancel.Player, cancel.Intent), DepositFold.Cancelled);
                break;
            case RequestWithdrawal request:
                withdrawals[(request.Player, request.Id)] = new WithdrawalRow(place, request.Player, request.Id, request.Asset, request.Amount, request.Provider);
                ChangedWithdrawals.Add((request.Player, request.Id));
                ChangePending((request.Player, request.Asset), request.Amount);
                Move(place, command, TransferReason.WithdrawalRequested, -request.Amount, result);
                break;
            case SettleWithdrawal settle:
                Settle(place, settle, result);
                break;
            case Transfer transfer:
                FoldTransfer(place, transfer, result, before);
                break;
            case Linked linked:
                FoldLinked(place, linked, result, before);
                break;
            case PlaceHold or PostHold or VoidHold or SendAcross or ReceiveAcross or SettleAcross:
                MoveOwn(place, command, ReasonOf(command), result, before);
                break;
        }
    }

    private void Settle(in EntryPlace place, SettleWithdrawal settle, CommandResult result)
    {
        var withdrawal = Known(withdrawals, (settle.Player, settle.Withdrawal));
        InvariantBrokenException.Check(withdrawal.State == WithdrawalFold.Requested, "I4", $"withdrawal {settle.Withdrawal} is settled twice");
        withdrawal.State = settle.Paid ? WithdrawalFold.Paid : WithdrawalFold.Returned;
        ChangedWithdrawals.Add((settle.Player, settle.Withdrawal));
        ChangePending((settle.Player, withdrawal.Asset), -withdrawal.Amount);
        if (!settle.Paid)
        {
            Move(place, settle, TransferReason.WithdrawalReturned, withdrawal.Amount, result);
        }
    }

    /// <summary>The command's own player is known from the result; other players' accounts, of an operator's transfer say, are known from the legs.</summary>
    private void FoldTransfer(in EntryPlace place, Transfer transfer, CommandResult result, in BalanceRow before)
    {
        MoveOwn(place, transfer, transfer.Reason, result, before);
        FoldOthers(place, transfer, (transfer.Player, result.Asset), result.Moved.Units, 1);
    }

    /// <summary>The whole is one movement of the command's own player; each transfer in it moves the others that its legs name.</summary>
    private void FoldLinked(in EntryPlace place, Linked linked, CommandResult result, in BalanceRow before)
    {
        MoveOwn(place, linked, TransferReason.Adjustment, result, before);
        var plan = result.Moved.Units;
        short line = 1;
        foreach (var child in linked.Commands)
        {
            // For each child its number of amounts, then these; nothing at all when every leg of every child is exact.
            var count = plan.IsEmpty ? 0 : (int)plan[0];
            var moved = plan.IsEmpty ? plan : plan.Slice(1, count);
            plan = plan.IsEmpty ? plan : plan[(1 + count)..];
            line = child is Transfer transfer ? FoldOthers(place, transfer, (linked.Player, result.Asset), moved, line) : line;
        }
    }

    private void MoveOwn(in EntryPlace place, Command command, TransferReason reason, CommandResult result, in BalanceRow before)
    {
        if (!command.Player.IsOperator && result.Asset != default && result.CashAfter != before.Cash)
        {
            Move(place, command, reason, result.CashAfter - before.Cash, result);
        }
    }

    private static TransferReason ReasonOf(Command command) => command switch
    {
        PostHold => TransferReason.HoldPosted,
        SendAcross or ReceiveAcross or SettleAcross => TransferReason.Crossing,
        _ => TransferReason.Hold,
    };

    /// <param name="place">Where the entry stands.</param>
    /// <param name="transfer">Whose legs are folded.</param>
    /// <param name="own">The wallet whose balance the result says.</param>
    /// <param name="moved">What each leg moved; empty when each moved its amount.</param>
    /// <param name="line">The next line of the entry.</param>
    private short FoldOthers(in EntryPlace place, Transfer transfer, (PlayerId, AssetId) own, ReadOnlySpan<long> moved, short line)
    {
        var changes = new SortedDictionary<(Guid Player, ushort Asset), (Money Cash, Money Bonus, Money Pending)>();
        for (var i = 0; i < transfer.Legs.Count; i++)
        {
            var amount = moved.IsEmpty ? transfer.Legs[i].Amount : new Money(moved[i]);
            Collect(changes, transfer.Legs[i].Debit, -amount);
            Collect(changes, transfer.Legs[i].Credit, amount);
        }

        foreach (var ((player, asset), (cash, bonus, pending)) in changes)
        {
            var key = (new PlayerId(player), new AssetId(asset));
            ChangePending(key, pending);
            if (key == own)
            {
                continue;
            }

            var balance = Balance(key);
            Change(key, balance with { Cash = balance.Cash + cash, Bonus = balance.Bonus + bonus });
            if (!cash.IsZero)
            {
                Movements.Add(new MovementRow(place, key.Item1, line++, transfer.Id, transfer.Reason, key.Item2, cash, balance.Cash + cash));
            }
        }

        return line;
    }

    private static void Collect(SortedDictionary<(Guid, ushort), (Money Cash, Money Bonus, Money Pending)> changes, in AccountRef account, Money amount)
    {
        if (!account.IsPlayers)
        {
            return;
        }

        var key = (account.Owner.Value, account.Asset.Code);
        var change = changes.GetValueOrDefault(key);
        changes[key] = account.Kind switch
        {
            AccountKind.Cash => change with { Cash = change.Cash + amount },
            AccountKind.Bonus => change with { Bonus = change.Bonus + amount },
            AccountKind.WithdrawalPending => change with { Pending = change.Pending + amount },
            _ => change,
        };
    }

    private void Move(in EntryPlace place, Command command, TransferReason reason, Money amount, CommandResult result) =>
        Movements.Add(new MovementRow(place, command.Player, 0, command.Id, reason, result.Asset, amount, result.CashAfter));

    private void Change((PlayerId, AssetId) key, in BalanceRow row)
    {
        balances[key] = row;
        ChangedBalances.Add(key);
    }

    private void ChangePending((PlayerId, AssetId) key, Money amount)
    {
        if (amount.IsZero)
        {
            return;
        }

        var balance = Balance(key);
        var pending = balance.WithdrawalPending + amount;
        InvariantBrokenException.Check(!pending.IsNegative, "I2", $"withdrawals pending of player {key.Item1} would be negative");
        Change(key, balance with { WithdrawalPending = pending });
    }

    private void EndDeposit((PlayerId, CommandId) key, DepositFold end)
    {
        Known(deposits, key).State = end;
        ChangedDeposits.Add(key);
    }

    private static TRow Known<TKey, TRow>(Dictionary<TKey, TRow> rows, TKey key)
        where TKey : notnull =>
        rows.TryGetValue(key, out var row) ? row : throw new InvariantBrokenException("I6", $"a committed entry refers to {typeof(TRow).Name} {key}, which no block has made");
}
