using Croupier.Book;
using Croupier.Kernel.Bytes;
using Croupier.Kernel.Commands;

namespace Croupier.Tests.Unit.Book;

/// <summary>Commands that take effect together or not at all, and leave no trace of a failed try.</summary>
public sealed class LinkedTests
{
    private readonly TestBook book = new();
    private readonly PlayerId player;
    private readonly PlayerId other;

    public LinkedTests()
    {
        book.Register();
        player = book.Player(cash: 100, bonus: 30);
        other = book.Player(cash: 100);
    }

    private static AccountRef Pool => new(TestBook.Operator, AccountKind.PrizePool, TestBook.Euro);

    private AccountRef Cash => TestBook.Cash(player);

    [Fact]
    public void A_later_command_sees_what_an_earlier_one_did()
    {
        var linked = Link(
            id => Move(id, TestBook.House, Cash, 900),
            id => Move(id, Cash, Pool, 1_000),
            id => new SetAccountFlags(id, player, Pool, AccountFlags.Frozen));

        var result = book.Must(Role.Operator, linked).Result;

        Assert.Equal(0, result.CashAfter.Units);
        Assert.Equal(0, result.Detail);
        Assert.Equal([1, 2], book.Blocks[^1].Transfers.Select(row => row.Number - book.Blocks[^2].Header.LastTransfer));
        Assert.Equal(Status.AccountFrozen, book.Do(Role.Operator, book.Move(player, Pool, Cash, 1)).Status);
        book.Verify();
    }

    [Fact]
    public void A_hold_that_is_placed_and_posted_in_one_step_is_resolved_for_ever()
    {
        var hold = default(CommandId);
        Leg[] sources =
        [
            new(new AccountRef(player, AccountKind.Bonus, TestBook.Euro), Pool, Cents(50), LegMode.UpToDebit),
            new(Cash, Pool, Cents(50), LegMode.Rest),
        ];
        var linked = Link(id => new PlaceHold(hold = id, player, sources, OnExpiry.None, 0), id => new PostHold(id, player, hold, Cents(40)));

        var result = book.Must(Role.Operator, linked).Result;

        Assert.Equal([2, 30 * TestBook.Cent, 20 * TestBook.Cent, 2, 24 * TestBook.Cent, 16 * TestBook.Cent], result.Moved.Units.ToArray());
        Assert.Equal(Status.HoldResolved, book.Do(Role.Operator, new VoidHold(book.Ids.Command(), player, hold)).Status);
        Assert.Equal(Status.Conflict, book.Do(Role.Operator, new PlaceHold(hold, player, sources, OnExpiry.None, 0)).Status);
        book.Verify();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_earlier_blocks_and_earlier_commands_of_the_block_touched_is_kept_and_undone_with_the_rest(bool touchedBefore)
    {
        var held = book.Must(Role.Operator, new PlaceHold(book.Ids.Command(), player, new Leg(Cash, Pool, Cents(10)), OnExpiry.None, 0)).Id;
        var voided = book.Must(Role.Operator, new PlaceHold(book.Ids.Command(), player, new Leg(Cash, Pool, Cents(10)), OnExpiry.None, 0)).Id;
        var head = book.Blocks[^1];
        var post = Link(id => new PostHold(id, player, held, Cents(4)), id => Move(id, Cash, Pool, 1));
        var failed = Link(id => new VoidHold(id, player, voided), id => Move(id, Cash, Pool, 1_000));
        Command before = touchedBefore ? book.Move(player, Cash, Pool, TestBook.Cent) : new VoidHold(book.Ids.Command(), player, book.Ids.Command(), OrNever: true);

        // Decided, rolled back whole, and decided again: the undo list must have what only the linked commands touched.
        var first = OneBlock(book, [before, post, failed]);
        book.Writer.Handle(new WriterInput.CommitUnknown(first.Header.Sequence));
        book.Writer.Handle(new WriterInput.FateResolved(head.Header, head.Hash, 2));
        var second = OneBlock(book, [before, post, failed]);

        Assert.Equal([Status.Accepted, Status.Accepted, Status.InsufficientFunds], second.Results.Select(result => result.Result.Status));
        Assert.Equal(first.ChangedItems.Select(StoredRows.Text), second.ChangedItems.Select(StoredRows.Text));
        Assert.Equal(first.ChangedAccounts, second.ChangedAccounts);
        Assert.Contains(second.ChangedItems, row => row.Kind == ItemKind.Hold);

        // Stored and loaded again: the rows have the head's digest only if every changed row was given out.
        book.Writer.Handle(new WriterInput.Committed(second.Header.Sequence));
        book.Blocks.Add(second);
        book.Rows.Take(second);
        book.Restart();
        Assert.Equal(Status.HoldResolved, book.Do(Role.Operator, new VoidHold(book.Ids.Command(), player, held)).Status);
        book.Must(Role.Operator, new VoidHold(book.Ids.Command(), player, voided));
    }

    [Fact]
    public void A_guard_that_a_block_counts_before_and_after_a_failed_try_is_undone_to_where_the_block_began()
    {
        book.Must(Role.Identity, new SetLimit(book.Ids.Command(), player, LimitMeasure.Wagered, LimitWindow.Rolling24h, TestBook.Euro, Cents(1_000).Units));
        var head = book.Blocks[^1];
        var stake = new Leg(Cash, new AccountRef(TestBook.Operator, AccountKind.GameRevenue, TestBook.Euro), Cents(5));
        PlaceHold Hold(CommandId id) => new(id, player, stake, OnExpiry.None, 0);
        Command[] commands =
        [
            Hold(book.Ids.Command()),
            Link(Hold, id => Move(id, Cash, Pool, 1_000)),
            Hold(book.Ids.Command()),
        ];

        var first = OneBlock(book, commands);
        book.Writer.Handle(new WriterInput.CommitUnknown(first.Header.Sequence));
        book.Writer.Handle(new WriterInput.FateResolved(head.Header, head.Hash, 2));
        var second = OneBlock(book, commands);

        Assert.Equal([Status.Accepted, Status.InsufficientFunds, Status.Accepted], second.Results.Select(result => result.Result.Status));
        Assert.Equal(first.ChangedItems.Select(StoredRows.Text), second.ChangedItems.Select(StoredRows.Text));
        Assert.Equal(second.ChangedItems.Select(row => row.Number).Distinct().Count(), second.ChangedItems.Count);
        Assert.Equal(first.Header.StateDigest, second.Header.StateDigest);
    }

    /// <summary>One row for each place at which a chain can fail: the children, the number of the first that fails, and its status.</summary>
    public static TheoryData<string, int, Status> Failures => new()
    {
        { "transfer", 1, Status.InsufficientFunds },
        { "transfer", 3, Status.InsufficientFunds },
        { "hold", 2, Status.AccountFrozen },
        { "post", 4, Status.UnknownHold },
        { "flags", 8, Status.AccountNotEmpty },
        { "partition", 2, Status.WrongPartition },
        { "permission", 5, Status.NotPermitted },
        { "malformed", 6, Status.MalformedCommand },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public void A_failed_command_takes_all_with_it_and_says_which_it_was(string what, int number, Status status)
    {
        var linked = Linked.Of(book.Ids.Command(), player, [.. Enumerable.Range(1, 8).Select(i => i == number ? Failing(what) : Working(i))]);
        var accounts = book.Rows.Accounts.ToArray();
        var items = book.Rows.Items.Skip(1).Select(StoredRows.Text).ToArray();

        var result = book.Do(Role.Operator, linked);

        Assert.Equal((status, (long)number), (result.Status, result.Result.Detail));
        Assert.Equal(accounts, book.Rows.Accounts);
        Assert.Equal(items, book.Rows.Items.Skip(1).Select(StoredRows.Text));
        Assert.Empty(book.Blocks[^1].Transfers);
        Assert.Empty(book.Blocks[^1].ChangedAccounts);
        Assert.Empty(book.Blocks[^1].NewAccounts);
        Assert.Empty(book.Blocks[^1].NewItems);
        Assert.Single(book.Blocks[^1].ChangedItems);
        book.Verify();
    }

    [Fact]
    public void A_failed_chain_in_the_midst_of_a_block_leaves_the_block_as_if_it_had_not_come()
    {
        // Both blocks hold a move before and after; one of them has the failed chain between. The rest of the state must be the same, and stay so after a roll-back.
        var twin = Twin();
        var (before, after) = (book.Move(player, Cash, Pool, TestBook.Cent), book.Move(player, Cash, Pool, 2 * TestBook.Cent));
        var failed = Link(
            id => Move(id, Cash, Pool, 50),
            id => new PlaceHold(id, player, new Leg(Cash, new AccountRef(TestBook.Operator, AccountKind.Duty, TestBook.Euro, 7), Cents(1)), OnExpiry.Void, TestBook.Start + 5),
            id => Move(id, Cash, Pool, 50));

        var with = OneBlock(book, [before, failed, after]);
        var without = OneBlock(twin, [before, after]);

        Assert.Equal(Status.InsufficientFunds, with.Results[1].Result.Status);
        Assert.Equal(3, with.Results[1].Result.Result.Detail);
        Assert.Equal(without.ChangedAccounts, with.ChangedAccounts);
        Assert.Equal(without.NewAccounts, with.NewAccounts);
        Assert.Equal(without.ChangedItems.Skip(1).Select(StoredRows.Text), with.ChangedItems.Skip(1).Select(StoredRows.Text));
        Assert.Equal(without.Transfers.Select(row => row with { Entry = 0 }), with.Transfers.Select(row => row with { Entry = 0 }));
        Assert.Equal([0, 2], with.Transfers.Select(row => row.Entry));
    }

    [Fact]
    public void A_whole_block_is_rolled_back_with_the_chains_in_it()
    {
        var head = book.Blocks[^1];
        var good = Link(id => Move(id, TestBook.House, Cash, 5), id => Move(id, Cash, new AccountRef(TestBook.Operator, AccountKind.Duty, TestBook.Euro, 8), 7));
        var bad = Link(id => Move(id, Cash, Pool, 50), id => Move(id, Cash, Pool, 500));
        var first = OneBlock(book, [good, bad, book.Move(player, Cash, Pool, TestBook.Cent)]);

        // The writer itself compares its digest with the head's when it rolls back.
        book.Writer.Handle(new WriterInput.CommitUnknown(first.Header.Sequence));
        book.Writer.Handle(new WriterInput.FateResolved(head.Header, head.Hash, 2));
        var second = OneBlock(book, [good, bad, book.Move(player, Cash, Pool, TestBook.Cent)]);

        Assert.Equal(Status.Accepted, second.Results[0].Result.Status);
        Assert.Equal(Status.InsufficientFunds, second.Results[1].Result.Status);
        Assert.Equal(first.ChangedAccounts, second.ChangedAccounts);
        Assert.Equal(first.NewAccounts, second.NewAccounts);
    }

    [Fact]
    [Trait("Requirement", "M3")]
    public void No_chain_pays_one_player_with_anothers_money_in_whichever_of_its_commands()
    {
        var held = book.Must(Role.Operator, new PlaceHold(book.Ids.Command(), player, new Leg(Cash, Pool, Cents(10)), OnExpiry.None, 0)).Id;

        var byLegs = book.Do(Role.Operator, Link(id => Move(id, Cash, Pool, 10), id => Move(id, Pool, TestBook.Cash(other), 10)));
        var byPost = book.Do(Role.Operator, Link(id => new PostHold(id, player, held, Cents(10)), id => Move(id, Pool, TestBook.House, 1), id => Move(id, Pool, TestBook.Cash(other), 10)));
        var byHold = book.Do(Role.Operator, Link(
            id => Move(id, Pool, TestBook.Cash(other), 1), id => new PlaceHold(id, player, new Leg(Cash, Pool, Cents(1)), OnExpiry.None, 0)));
        var byPayout = book.Do(Role.Operator, Link(id => Move(id, TestBook.Cash(other), Pool, 1), id => new PostHold(id, player, held, Cents(10), Cents(10))));

        Assert.Equal((Status.PlayerToPlayer, 2L), (byLegs.Status, byLegs.Result.Detail));
        Assert.Equal((Status.PlayerToPlayer, 3L), (byPost.Status, byPost.Result.Detail));
        Assert.Equal((Status.PlayerToPlayer, 2L), (byHold.Status, byHold.Result.Detail));
        Assert.Equal((Status.PlayerToPlayer, 2L), (byPayout.Status, byPayout.Result.Detail));
        book.Must(Role.Operator, Link(id => Move(id, Cash, Pool, 10), id => Move(id, TestBook.Cash(other), Pool, 10)));
        book.Verify();
    }

    [Fact]
    public void A_chain_is_asked_again_and_answers_with_its_stored_plan_and_another_under_its_id_is_a_conflict()
    {
        var linked = Link(
            id => new Transfer(id, player, TransferReason.Adjustment, [new Leg(Cash, Pool, Cents(500), LegMode.UpToDebit)]), id => Move(id, TestBook.House, Cash, 40));
        var first = book.Must(Role.Operator, linked);

        Assert.Same(first.Result, book.Do(Role.Operator, linked).Result is var again && again == first.Result ? first.Result : again);
        var conflict = book.Do(Role.Operator, linked with { Commands = [linked.Commands[0], Move(linked.Commands[1].Id, TestBook.House, Cash, 41)] });
        Assert.Equal((Status.Conflict, (long)RequestField.Amount), (conflict.Status, conflict.Result.Detail));
        Assert.Equal(40, book.CashOf(player));
        book.Verify();
    }

    [Fact]
    public void What_cannot_be_linked_is_malformed()
    {
        var move = Move(default, Cash, Pool, 1);
        var id = book.Ids.Command();
        Command Child(int number) => move with { Id = id.Derive(player, number) };
        var sixteen = new Transfer(default, player, TransferReason.Adjustment, [.. Enumerable.Repeat(move.Legs[0], 16)]);
        Command[][] wrong =
        [
            [Child(1)],
            [.. Enumerable.Range(1, 9).Select(Child)],
            [Child(1), Child(1)],
            [Child(0), Child(1)],
            [Child(1), Child(2) with { Player = other }],
            [Child(1), new OpenPlayer(id.Derive(player, 2), player)],
            [Child(1), new Linked(id.Derive(player, 2), player, [Child(1), Child(2)])],
            [.. Enumerable.Range(1, 3).Select(i => sixteen with { Id = id.Derive(player, i) })],
        ];
        foreach (var commands in wrong)
        {
            var linked = new Linked(id, player, commands);
            Assert.Equal(Status.MalformedCommand, book.Do(Role.Operator, linked).Status);
            Assert.Equal(Status.MalformedCommand, Twin().Do(Role.Operator, CommandCodec.Read(CommandCodec.ToArray(linked))).Status);
            id = book.Ids.Command();
        }
    }

    [Fact]
    public void The_longest_chain_is_a_command_that_the_log_takes()
    {
        var far = new AccountRef(book.Ids.Player(), AccountKind.Cash, TestBook.Euro);
        var legs = Enumerable.Repeat(new Leg(far, far, Money.MaxAmount), Linked.MaxLegs / Linked.MaxCommands).ToArray();
        var longest = Linked.Of(book.Ids.Command(), player, [.. Enumerable.Repeat<Func<CommandId, Command>>(
            id => new Transfer(id, player, TransferReason.Adjustment, legs), Linked.MaxCommands)]);
        var planned = new CommandResult(Status.Accepted) { Moved = new MovedAmounts(new long[(8 * PlaceHold.MaxLegs * 2) + Linked.MaxCommands]) };

        Assert.InRange(CommandCodec.ToArray(longest).Length, 1_000, CommandCodec.MaxBytes);
        Assert.InRange(planned.Moved.Units.Length, 1, MovedAmounts.MaxCount);
    }

    [Fact]
    public void Bytes_that_nest_chains_in_chains_are_never_followed()
    {
        var inner = CommandCodec.ToArray(Link(id => Move(id, Cash, Pool, 1), id => Move(id, Cash, Pool, 2)));
        for (var depth = 0; depth < 60; depth++)
        {
            var writer = new ByteWriter();
            writer.Raw(inner.AsSpan(0, 33));
            writer.U8(2);
            writer.LongBytes(inner);
            writer.LongBytes(inner.AsSpan(0, 33));
            inner = writer.ToArray();
            Assert.IsType<Unreadable>(CommandCodec.Read(inner));
            inner = inner.AsSpan(0, Math.Min(inner.Length, 3_000)).ToArray();
        }
    }

    private Func<CommandId, Command> Working(int i) => i switch
    {
        2 => id => new PlaceHold(id, player, new Leg(Cash, new AccountRef(TestBook.Operator, AccountKind.Duty, TestBook.Euro, 7), Cents(1)), OnExpiry.Void, TestBook.Start + 9),
        3 => id => new SetAccountFlags(id, player, Pool, AccountFlags.Frozen),
        4 => id => new VoidHold(id, player, book.Ids.Command(), OrNever: true),
        _ => id => Move(id, Cash, new AccountRef(TestBook.Operator, AccountKind.Dormant, TestBook.Euro, (uint)i), 1),
    };

    private Func<CommandId, Command> Failing(string what) => what switch
    {
        "transfer" => id => Move(id, Cash, TestBook.House, 1_000),
        "hold" => id =>
        {
            book.Must(Role.Operator, new SetAccountFlags(book.Ids.Command(), player, new AccountRef(player, AccountKind.Bonus, TestBook.Euro), AccountFlags.Frozen));
            return new PlaceHold(id, player, new Leg(new AccountRef(player, AccountKind.Bonus, TestBook.Euro), Pool, Cents(1)), OnExpiry.None, 0);
        },
        "post" => id => new PostHold(id, player, book.Ids.Command(), Cents(1)),
        "flags" => id => new SetAccountFlags(id, player, Cash, AccountFlags.Closed),
        "partition" => id => Move(id, Cash, new AccountRef(PlayerId.Operator(9), AccountKind.House, TestBook.Euro), 1),
        "permission" => id => Move(id, Cash, new AccountRef(player, AccountKind.WithdrawalPending, TestBook.Euro), 1),
        _ => id => new SetAccountFlags(id, player, Cash, AccountFlags.CreditsMustNotExceedDebits),
    };

    private Linked Link(params ReadOnlySpan<Func<CommandId, Command>> children) => Linked.Of(book.Ids.Command(), player, children);

    private Transfer Move(CommandId id, AccountRef debit, AccountRef credit, long cents) =>
        new(id, player, TransferReason.Adjustment, [new Leg(debit, credit, Cents(cents))]);

    private static Money Cents(long cents) => new(cents * TestBook.Cent);

    /// <summary>A book with the same history.</summary>
    private static TestBook Twin() => new LinkedTests().book;

    private static SealedBlock OneBlock(TestBook book, Command[] commands)
    {
        var from = book.Writer.Position.Offset + 1;
        var logged = commands.Select((command, i) => new LoggedCommand(new LogPosition(1, from, i), new Caller(Role.Operator, 1), command)).ToArray();
        var effects = book.Writer.Handle(new WriterInput.Commands(logged, new Dictionary<(PlayerId, CommandId), KnownId>()));
        return effects.OfType<WriterEffect.CommitBlock>().Single().Block;
    }
}
