using Croupier.Book;
using Croupier.Kernel.Blocks;
using Croupier.Kernel.Commands;
using static Croupier.Tests.Simulation.Audit.DisagreementException;

namespace Croupier.Tests.Simulation.Audit;

/// <summary>
/// Looks at each block at the moment it becomes durable, knowing what the log holds and nothing of Book:
/// <list type="number">
/// <item>the header follows its predecessor, under the epoch that committed it, and its hashes are those of its bytes (I5, I6);</item>
/// <item>its entries are the log's next commands in order, repeats left out, each decided as the model predicts (I4, I7, I8);</item>
/// <item>each account row is as the model has it, and no row is missing (I1, I2);</item>
/// <item>the transfers are numbered without a gap, sum to the rows' changes, and none pays from one player to another, and pots get what rounds contribute (I1, I9, I10).</item>
/// </list>
/// </summary>
internal sealed class ChainAuditor(LogAuditor log)
{
    private readonly Dictionary<AccountRef, ExpectedAccount> accounts = [];
    private readonly Dictionary<long, AccountRef> byNumber = [];
    private readonly Dictionary<AssetId, Int128> sums = [];
    private readonly Dictionary<(PlayerId Player, CommandId Id), (long Block, int Entry)> effects = [];
    private readonly Dictionary<ChainId, long> rounds = [];
    private readonly Dictionary<AccountRef, Int128> moved = [];
    private readonly Dictionary<AccountRef, Int128> contributed = [];
    private readonly Dictionary<AccountRef, Int128> potted = [];
    private readonly List<List<StoredEntry>> blocks = [];
    private BlockHeader head = BlockHeader.Genesis(TestBook.PartitionNumber);
    private Hash256 headHash = Hash256.Zero;
    private int consumed;

    public BlockHeader Head => head;

    /// <summary>How many commands of the log the chain has consumed.</summary>
    public int Consumed => consumed;

    public Dictionary<Status, int> Met { get; } = [];

    public void Committed(SealedBlock block, long epoch)
    {
        CheckHeader(block, epoch);
        var entries = StoredEntry.ReadAll(block.Entries);
        var touched = CheckEntries(block, entries);
        CheckRows(block, touched);
        CheckTransfers(block);
        blocks.Add(entries);
        head = block.Header;
        headHash = block.Hash;
    }

    /// <summary>A result has left: it is in a durable block, byte for byte (I3), and is the only one of its id (I4).</summary>
    public void Published(AddressedResult addressed)
    {
        var result = addressed.Result;
        Unless(result.BlockSequence <= blocks.Count, $"I3: the result of {result.Id} left before its block {result.BlockSequence} had committed");
        var entry = blocks[(int)result.BlockSequence - 1][result.EntryIndex];
        var same = entry.Result == result.Result && entry.Command.Span.SequenceEqual(CommandCodec.ToArray(result.Command));
        Unless(same, $"I3: the result of {result.Id} is not what stands in block {result.BlockSequence}");
        Unless(result.Status == Status.Conflict || effects[(result.Player, result.Id)] == (result.BlockSequence, result.EntryIndex), $"I4: the result of {result.Id} is not its first");
    }

    /// <summary>What is durable has the balance that a reader sees now.</summary>
    public void Read(AccountRow row) => CheckRow(row);

    // 1.
    private void CheckHeader(SealedBlock block, long epoch)
    {
        var header = block.Header;
        Unless(header.Partition == head.Partition && header.Sequence == head.Sequence + 1 && header.PreviousHash == headHash, $"I6: block {header.Sequence} does not follow block {head.Sequence}");
        Unless(header.ComputeHash() == block.Hash && header.EntriesHash == Hash256.Of(block.Entries.Span), $"I6: block {header.Sequence} does not have its hash");
        Unless(header.Epoch == epoch && header.Epoch >= head.Epoch, $"I5: block {header.Sequence} says epoch {header.Epoch} and was committed under {epoch}");
        Unless(header.Position > head.Position, $"I5: the log position of block {header.Sequence} does not advance");
        Unless(header.ClockUnixMs >= head.ClockUnixMs, $"I6: the clock goes back in block {header.Sequence}");
    }

    // 2.
    private Dictionary<AccountRef, ExpectedAccount> CheckEntries(SealedBlock block, List<StoredEntry> entries)
    {
        var touched = new Dictionary<AccountRef, ExpectedAccount>();
        var clock = head.ClockUnixMs;
        var index = 0;
        for (; consumed < log.Expected.Count && log.Expected[consumed].Logged.Position <= block.Header.Position; consumed++)
        {
            var expected = log.Expected[consumed];
            clock = expected.ClockUnixMs;
            if (expected.IsRepeat)
            {
                continue;
            }

            Unless(index < entries.Count, $"I4: block {block.Header.Sequence} lacks {expected.Logged.Command}");
            CheckEntry(expected, entries[index], block.Header.Sequence, index);
            foreach (var account in expected.Accounts)
            {
                touched[account.Account] = account;
                accounts[account.Account] = account;
            }

            index++;
        }

        Unless(index == entries.Count && index == block.Header.EntryCount, $"I4: block {block.Header.Sequence} has {entries.Count} entries, and the log {index}");
        Unless(clock == block.Header.ClockUnixMs, $"I6: the clock of block {block.Header.Sequence} is {block.Header.ClockUnixMs}, the model's {clock}");
        return touched;
    }

    private void CheckEntry(Expectation expected, StoredEntry entry, long sequence, int index)
    {
        var command = expected.Logged.Command;
        Unless(entry.Caller == expected.Logged.Caller && entry.Command.Span.SequenceEqual(expected.Bytes.Span), $"I4: entry {index} of block {sequence} is not {command}");
        Unless(entry.Result.Status == expected.Status, $"{command}: the model says {expected.Status}, block {sequence} {entry.Result.Status}");
        if (entry.Result.Status != Status.Conflict)
        {
            Unless(effects.TryAdd((command.Player, command.Id), (sequence, index)), $"I4: {command.Id} took effect twice, in block {sequence} again");
        }

        var said = new ExpectedAmounts(
            entry.Result.Asset, entry.Result.StakeCash.Units, entry.Result.StakeBonus.Units, entry.Result.PayoutCash.Units, entry.Result.PayoutBonus.Units,
            entry.Result.CashAfter.Units, entry.Result.BonusAfter.Units);
        Unless(expected.Result is not { } amounts || amounts == said, $"{command}: the model says {expected.Result}, block {sequence} {said}");
        if (expected.Status == Status.Accepted)
        {
            CheckRound(command, entry.Result.Asset);
        }

        Met[expected.Status] = Met.GetValueOrDefault(expected.Status) + 1;
    }

    private void CheckRound(Command command, AssetId asset)
    {
        if ((command as PlayRound ?? (command as OpenRound)?.Bet) is { } bet)
        {
            Unless(rounds.GetValueOrDefault(bet.Chain) == bet.Nonce, $"I7: chain {bet.Chain} has a gap at nonce {bet.Nonce}");
            rounds[bet.Chain] = bet.Nonce + 1;
        }

        var contributions = command switch
        {
            PlayRound round => round.Contributions,
            OpenRound open => open.Bet.Contributions,
            StepRound step => step.Contributions,
            _ => [],
        };
        foreach (var contribution in contributions)
        {
            var pot = new AccountRef(PlayerId.Operator(TestBook.PartitionNumber), contribution.Kind, asset, contribution.Sub);
            contributed[pot] = contributed.GetValueOrDefault(pot) + contribution.Amount.Units;
        }
    }

    // 3.
    private void CheckRows(SealedBlock block, Dictionary<AccountRef, ExpectedAccount> touched)
    {
        foreach (var row in block.NewAccounts)
        {
            Unless(byNumber.TryAdd(row.Number, row.Account) && row.Number == byNumber.Count, $"I6: account number {row.Number} is given twice or leaves a gap");
        }

        foreach (var row in block.NewAccounts.Concat(block.ChangedAccounts))
        {
            Unless(byNumber[row.Number] == row.Account, $"I6: account {row.Number} became another");
            CheckRow(row);
            touched.Remove(row.Account);
        }

        Unless(touched.Count == 0, $"I1: block {block.Header.Sequence} has no row of {touched.Keys.FirstOrDefault()}");
    }

    private void CheckRow(in AccountRow row)
    {
        var stored = new ExpectedAccount(row.Account, row.DebitsPosted, row.CreditsPosted, row.DebitsPending, row.CreditsPending, row.Flags);
        Unless(accounts.TryGetValue(row.Account, out var expected) && expected == stored, $"I1: {row.Account} is {stored}, the model's {expected}");
        Unless(row.Account.MayBeNegative || row.CreditsPosted - row.DebitsPosted - row.DebitsPending >= 0, $"I2: {row.Account} is negative");
    }

    // 4.
    private void CheckTransfers(SealedBlock block)
    {
        var number = head.LastTransfer;
        var entry = 0;
        foreach (var transfer in block.Transfers)
        {
            Unless(transfer.Number == ++number && transfer.Block == block.Header.Sequence, $"I6: transfer {transfer.Number} of block {block.Header.Sequence} should be {number}");
            Unless(transfer.Entry >= entry && transfer.Entry < block.Header.EntryCount && transfer.Amount > 0, $"I1: transfer {number} is of no entry");
            entry = transfer.Entry;
            Move(byNumber[transfer.DebitAccount], -transfer.Amount);
            Move(byNumber[transfer.CreditAccount], transfer.Amount);
            if (transfer.Reason == TransferReason.Contribution)
            {
                var pot = byNumber[transfer.CreditAccount];
                potted[pot] = potted.GetValueOrDefault(pot) + transfer.Amount;
                Unless(potted[pot] <= contributed.GetValueOrDefault(pot), $"I9: {pot} got more than rounds contributed");
            }
        }

        Unless(potted.Values.Aggregate((Int128)0, (sum, one) => sum + one) == contributed.Values.Aggregate((Int128)0, (sum, one) => sum + one), $"I9: contributions of block {block.Header.Sequence} went elsewhere");

        Unless(number == block.Header.LastTransfer, $"I6: block {block.Header.Sequence} counts transfers to {block.Header.LastTransfer}, and has them to {number}");
        Unless(sums.Values.All(sum => sum == 0), $"I1: the book does not sum to zero after block {block.Header.Sequence}");
        foreach (var row in block.NewAccounts.Concat(block.ChangedAccounts))
        {
            Unless(Moved(row.Account) == row.CreditsPosted - row.DebitsPosted, $"I1: the transfers of {row.Account} do not lead to its balance");
        }

        CheckPayers(block.Transfers);
    }

    private void Move(AccountRef account, long amount)
    {
        moved[account] = Moved(account) + amount;
        sums[account.Asset] = sums.GetValueOrDefault(account.Asset) + amount;
    }

    private Int128 Moved(AccountRef account) => moved.GetValueOrDefault(account);

    // A Tick may end holds of several players, so for those each movement is looked at by itself.
    private void CheckPayers(IReadOnlyList<TransferRow> transfers)
    {
        PlayerId? payer = null, payee = null;
        for (var i = 0; i < transfers.Count; i++)
        {
            var transfer = transfers[i];
            var (debit, credit) = (byNumber[transfer.DebitAccount], byNumber[transfer.CreditAccount]);
            if (i == 0 || transfers[i - 1].Entry != transfer.Entry || transfer.Reason == TransferReason.HoldPosted)
            {
                (payer, payee) = (null, null);
            }

            payer = debit.IsPlayers ? debit.Owner : payer;
            payee = credit.IsPlayers ? credit.Owner : payee;
            Unless(payer is null || payee is null || payer == payee, $"I10: transfer {transfer.Number} pays from one player to another");
        }
    }
}
