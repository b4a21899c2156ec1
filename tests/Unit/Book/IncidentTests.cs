using Croupier.Book;
using Croupier.Kernel.Commands;

namespace Croupier.Tests.Unit.Book;

/// <summary>Money incidents of others, each as the partition meets it. The name says whose it was and what holds here.</summary>
public sealed class IncidentTests
{
    private static readonly Dictionary<(PlayerId, CommandId), KnownId> NothingKnown = [];

    private readonly TestBook book = new();
    private readonly PlayerId player;

    public IncidentTests()
    {
        book.Register();
        player = book.Player(cash: 100, bonus: 30);
    }

    private AccountRef Cash => TestBook.Cash(player);

    /// <summary>Nakama before 3.20.1 read a wallet without a lock and wrote it back whole: updates were lost for five years.</summary>
    [Fact]
    public void Nakama_no_update_of_a_wallet_is_lost_among_a_thousand_in_flight()
    {
        var moves = Enumerable.Range(0, 1_000).Select(i => i % 2 == 0
            ? book.Move(player, TestBook.House, Cash, 3 * TestBook.Cent)
            : book.Move(player, Cash, TestBook.House, TestBook.Cent)).ToArray();

        var rows = Pipeline(moves);

        Assert.Equal((100 + 1_500 - 500) * TestBook.Cent, rows.Balance(Cash));
    }

    /// <summary>Blnk #238: the destination was not locked, and credits were lost.</summary>
    [Fact]
    public void Blnk_238_no_credit_to_one_destination_from_many_sources_is_lost()
    {
        var players = Enumerable.Range(0, 50).Select(_ => book.Player(cash: 10)).ToArray();
        var pool = new AccountRef(TestBook.Operator, AccountKind.PrizePool, TestBook.Euro);
        var moves = Enumerable.Range(0, 1_000).Select(i => book.Move(players[i % 50], TestBook.Cash(players[i % 50]), pool, TestBook.Cent / 2)).ToArray();

        var rows = Pipeline(moves);

        Assert.Equal(1_000 * TestBook.Cent / 2, rows.Balance(pool));
        Assert.All(players, one => Assert.Equal(0, rows.Balance(TestBook.Cash(one))));
    }

    /// <summary>Blnk #181: holds did not count in the check of the balance.</summary>
    [Fact]
    public void Blnk_181_what_is_held_cannot_be_spent_by_any_command()
    {
        var chain = book.Chain(player);
        book.Must(Role.Operator, new PlaceHold(book.Ids.Command(), player, new Leg(Cash, TestBook.House, Cents(70)), OnExpiry.None, 0));
        (Role Role, Command Command)[] rows =
        [
            (Role.Operator, book.Move(player, Cash, TestBook.House, 31 * TestBook.Cent)),
            (Role.Operator, new PlaceHold(book.Ids.Command(), player, new Leg(Cash, TestBook.House, Cents(31)), OnExpiry.None, 0)),
            (Role.Operator, new SendAcross(book.Ids.Command(), player, Cash, new AccountRef(PlayerId.Operator(8), AccountKind.House, TestBook.Euro), Cents(31), TransferReason.Crossing)),
            (Role.Operator, Linked.Of(book.Ids.Command(), player, id => new VoidHold(id, player, id, OrNever: true), id => book.Move(player, Cash, TestBook.House, 31 * TestBook.Cent) with { Id = id })),
            (Role.Games, book.Round(player, chain, 0, stakeCents: 31)),
            (Role.Games, book.Round(player, chain, 0, stakeCents: 61, sources: SourceOrder.BonusThenCash)),
            (Role.Wallet, new RequestWithdrawal(book.Ids.Command(), player, TestBook.Euro, Cents(31), 1)),
        ];

        Assert.All(rows, row => Assert.Equal(Status.InsufficientFunds, book.Do(row.Role, row.Command).Status));
        book.Verify();
    }

    /// <summary>formance/wallets #109: a retried request was rebuilt from live balances and became another one.</summary>
    [Fact]
    public void Formance_109_a_retry_gets_the_plan_that_was_resolved_first_whatever_the_balances_are_now()
    {
        Leg[] sources = [new(new AccountRef(player, AccountKind.Bonus, TestBook.Euro), TestBook.House, Cents(50), LegMode.UpToDebit), new(Cash, TestBook.House, Cents(50), LegMode.Rest)];
        var fee = new Transfer(book.Ids.Command(), player, TransferReason.Rake, sources);
        var first = book.Must(Role.Operator, fee);
        book.Give(player, AccountKind.Bonus, 500);
        var blocks = book.Blocks.Count;

        var inRam = book.Must(Role.Operator, fee);
        book.Restart();
        var fromIndex = book.Must(Role.Operator, fee);

        Assert.Equal([30 * TestBook.Cent, 20 * TestBook.Cent], first.Result.Moved.Units.ToArray());
        Assert.Equal(first.Result, inRam.Result);
        Assert.Equal(first.Result, fromIndex.Result);
        Assert.Equal(first.BlockSequence, inRam.BlockSequence);
        Assert.Equal(blocks, book.Blocks.Count);
        Assert.Equal(80, book.CashOf(player));
    }

    /// <summary>TigerBeetle #2118: holds did not expire while nobody else asked for anything.</summary>
    [Fact]
    public void TigerBeetle_2118_a_hold_expires_on_an_idle_partition_by_the_writers_own_tick()
    {
        book.Must(Role.Operator, new PlaceHold(book.Ids.Command(), player, new Leg(Cash, TestBook.House, Cents(70)), OnExpiry.Void, TestBook.Start + 500));
        Assert.Equal(30, Available());

        // Nothing comes but time: the leader appends what its writer asks for, and reads it back from the log.
        for (var now = TestBook.Start; now <= TestBook.Start + 2_000; now += 1_000)
        {
            foreach (var tick in book.Writer.Handle(new WriterInput.Tick(now)).OfType<WriterEffect.AppendTick>())
            {
                book.Tick(tick.UnixMs);
            }
        }

        Assert.Equal(100, Available());
        book.Verify();
    }

    /// <summary>TigerBeetle #3808: a new version stopped on transfers that were pending when the old one ended.</summary>
    [Fact]
    [Trait("Requirement", "M1")]
    public void TigerBeetle_3808_whatever_is_open_at_a_restart_is_ended_after_it()
    {
        Leg[] sources = [new(new AccountRef(player, AccountKind.Bonus, TestBook.Euro), TestBook.House, Cents(40), LegMode.UpToDebit), new(Cash, TestBook.House, Cents(40), LegMode.Rest)];
        var posted = book.Must(Role.Operator, new PlaceHold(book.Ids.Command(), player, sources, OnExpiry.None, 0)).Id;
        book.Must(Role.Operator, new PlaceHold(book.Ids.Command(), player, new Leg(Cash, TestBook.House, Cents(10)), OnExpiry.Post, TestBook.Start + 5));
        var abroad = new AccountRef(PlayerId.Operator(8), AccountKind.House, TestBook.Euro);
        var sent = book.Must(Role.Operator, new SendAcross(book.Ids.Command(), player, Cash, abroad, Cents(20), TransferReason.Crossing)).Id;
        var intent = book.Must(Role.Wallet, new OpenDeposit(book.Ids.Command(), player, TestBook.Euro, Cents(5), 1, TestBook.Start + 1_000)).Id;
        var withdrawal = book.Must(Role.Wallet, new RequestWithdrawal(book.Ids.Command(), player, TestBook.Euro, Cents(7), 1)).Id;
        book.Must(Role.Operator, new SetAccountFlags(book.Ids.Command(), player, Cash, AccountFlags.Frozen));

        book.Restart();

        book.Must(Role.Operator, new PostHold(book.Ids.Command(), player, posted, Cents(40), Cents(80)));
        book.Must(Role.Ledger, new SettleAcross(SettleAcross.IdOf(player, sent), player, sent, false, 1, default));
        book.Must(Role.Wallet, new ConfirmDeposit(book.Ids.Command(), player, intent, TestBook.Euro, Cents(5), 1));
        book.Must(Role.Wallet, new SettleWithdrawal(book.Ids.Command(), player, withdrawal, true));
        book.Tick(TestBook.Start + 6);
        Assert.Equal(100 - 10 + 20 - 10 + 5 - 7, book.CashOf(player));
        Assert.All(book.Rows.Accounts, row => Assert.Equal((0L, 0L), (row.DebitsPending, row.CreditsPending)));
        book.Verify();
    }

    /// <summary>BTCPay #6540, #5913, #7144: payouts were sent twice.</summary>
    [Fact]
    public void BTCPay_a_withdrawal_ends_once_however_often_and_whichever_way_it_is_told()
    {
        var withdrawal = book.Must(Role.Wallet, new RequestWithdrawal(book.Ids.Command(), player, TestBook.Euro, Cents(40), 1)).Id;
        var paid = new SettleWithdrawal(book.Ids.Command(), player, withdrawal, true);
        book.Must(Role.Wallet, paid);
        book.Must(Role.Wallet, paid);

        Assert.Equal((Status.Conflict, (long)RequestField.Outcome), book.Do(Role.Wallet, paid with { Paid = false }) is var other ? (other.Status, other.Result.Detail) : default);
        Assert.Equal(Status.WithdrawalResolved, book.Do(Role.Wallet, paid with { Id = book.Ids.Command() }).Status);
        Assert.Equal(Status.WithdrawalResolved, book.Do(Role.Wallet, paid with { Id = book.Ids.Command(), Paid = false }).Status);
        Assert.Equal(60, book.CashOf(player));
        Assert.Equal(40 * TestBook.Cent, book.Balance(new AccountRef(TestBook.Operator, AccountKind.ProviderClearing, TestBook.Euro, 1)));
        book.Verify();
    }

    /// <summary>A game provider's rollback overtook its bet, and the late bet was taken.</summary>
    [Fact]
    [Trait("Requirement", "M11")]
    public void A_rollback_before_its_bet_leaves_a_tombstone_and_the_late_bet_is_refused()
    {
        var bet = new PlaceHold(book.Ids.Command(), player, new Leg(Cash, new AccountRef(TestBook.Operator, AccountKind.GameRevenue, TestBook.Euro), Cents(10)), OnExpiry.None, 0);

        Assert.Equal(Status.UnknownHold, book.Do(Role.Operator, new VoidHold(book.Ids.Command(), player, bet.Id)).Status);
        book.Must(Role.Operator, new VoidHold(book.Ids.Command(), player, bet.Id, OrNever: true));
        Assert.Equal(Status.HoldResolved, book.Do(Role.Operator, bet).Status);
        Assert.Equal(Status.HoldResolved, book.Do(Role.Operator, new VoidHold(book.Ids.Command(), player, bet.Id, OrNever: true)).Status);
        Assert.Equal(Status.HoldResolved, book.Do(Role.Operator, new PostHold(book.Ids.Command(), player, bet.Id, Cents(1))).Status);
        book.Restart();
        Assert.Equal(Status.HoldResolved, book.Do(Role.Operator, new PostHold(book.Ids.Command(), player, bet.Id, Cents(1))).Status);
        Assert.Equal(100, Available());

        // In time the same command is no more than a void.
        var early = bet with { Id = book.Ids.Command() };
        book.Must(Role.Operator, early);
        book.Must(Role.Operator, new VoidHold(book.Ids.Command(), player, early.Id, OrNever: true));
        Assert.Equal(100, Available());
        book.Verify();
    }

    /// <summary>A nonce was counted in 32 bits and began anew.</summary>
    [Fact]
    [Trait("Requirement", "R11")]
    public void A_nonce_has_64_bits_and_does_not_come_round()
    {
        var chain = book.Chain(player);
        foreach (var nonce in new[] { 1L << 32, (1L << 32) + 1, long.MaxValue, 1L << 31 })
        {
            var round = (PlayRound)CommandCodec.Read(CommandCodec.ToArray(book.Round(player, chain, nonce, stakeCents: 10)));
            Assert.Equal(nonce, round.Nonce);
            Assert.Equal((Status.NonceAhead, 0L), book.Do(Role.Games, round) is var result ? (result.Status, result.Result.Detail) : default);
        }

        foreach (var nonce in new[] { -1L, long.MinValue, -1L << 32 })
        {
            Assert.Equal(Status.NonceOld, book.Do(Role.Games, book.Round(player, chain, nonce, stakeCents: 10)).Status);
        }

        book.Must(Role.Games, book.Round(player, chain, 0, stakeCents: 10));
    }

    /// <summary>Primedice 2015: bets were taken on a seed whose value could already be had. Closing and betting are one order here.</summary>
    [Fact]
    [Trait("Requirement", "R11")]
    public void Primedice_no_bet_is_taken_after_the_closing_of_its_chain_in_the_same_block_either()
    {
        var chain = book.Chain(player);
        Command[] commands = [book.Round(player, chain, 0, stakeCents: 10), new CloseChain(book.Ids.Command(), player, chain), book.Round(player, chain, 1, stakeCents: 10)];
        var logged = commands.Select((command, i) => new LoggedCommand(book.Writer.Position with { Offset = book.Writer.Position.Offset + 1, Index = i }, new Caller(i == 1 ? Role.Fairness : Role.Games, 1), command)).ToArray();

        var block = book.Writer.Handle(new WriterInput.Commands(logged, NothingKnown)).OfType<WriterEffect.CommitBlock>().Single().Block;

        Assert.Equal([Status.Accepted, Status.Accepted, Status.ChainClosed], block.Results.Select(result => result.Result.Status));
    }

    /// <summary>clash.gg 2024: for hours the seed was the text "undefined".</summary>
    [Fact]
    [Trait("Requirement", "R11")]
    public void Clash_a_missing_seed_stops_the_bet_and_an_undefined_one_is_no_seed()
    {
        var chain = book.Chain(player, seeded: false);

        Assert.Equal(Status.ClientSeedMissing, book.Do(Role.Games, book.Round(player, chain, 0)).Status);
        Assert.Equal(Status.MalformedCommand, book.Do(Role.Fairness, new SetClientSeed(book.Ids.Command(), player, chain, "undefined"u8.ToArray())).Status);
        Assert.Equal(Status.MalformedCommand, book.Do(Role.Fairness, new SetClientSeed(book.Ids.Command(), player, chain, default)).Status);
        Assert.Equal(Status.ClientSeedMissing, book.Do(Role.Games, book.Round(player, chain, 0) with { ClientSeed = default }).Status);
    }

    private long Available() =>
        book.Rows.Accounts.Where(row => row.Account == Cash).Select(row => row.CreditsPosted - row.DebitsPosted - row.DebitsPending).Single() / TestBook.Cent;

    private static Money Cents(long cents) => new(cents * TestBook.Cent);

    /// <summary>Many commands in batches of every size, the next block decided while one commits, as a loaded leader does it. Returns what is stored in the end.</summary>
    private StoredRows Pipeline(Command[] commands)
    {
        var pending = new Queue<SealedBlock>();
        void Carry(IReadOnlyList<WriterEffect> effects)
        {
            foreach (var commit in effects.OfType<WriterEffect.CommitBlock>())
            {
                pending.Enqueue(commit.Block);
            }

            Assert.All(effects.OfType<WriterEffect.PublishResults>().SelectMany(publish => publish.Results), result => Assert.Equal(Status.Accepted, result.Result.Status));
        }

        for (var (at, size) = (0, 1); at < commands.Length; size = (size % 37) + 1)
        {
            var start = book.Writer.Position.Offset + 1;
            var batch = commands.Skip(at).Take(size).Select((command, i) => new LoggedCommand(new LogPosition(1, start, i), new Caller(Role.Operator, 1), command)).ToArray();
            Carry(book.Writer.Handle(new WriterInput.Commands(batch, NothingKnown)));
            at += batch.Length;
            if (size % 3 == 0 && pending.TryDequeue(out var block))
            {
                book.Rows.Take(block);
                Carry(book.Writer.Handle(new WriterInput.Committed(block.Header.Sequence)));
            }
        }

        while (pending.TryDequeue(out var block))
        {
            book.Rows.Take(block);
            Carry(book.Writer.Handle(new WriterInput.Committed(block.Header.Sequence)));
        }

        return book.Rows;
    }
}
