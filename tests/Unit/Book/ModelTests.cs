using Croupier.Kernel.Commands;

namespace Croupier.Tests.Unit.Book;

/// <summary>The partition beside the naive model, under the same seeded commands.</summary>
public sealed class ModelTests
{
    private const int Commands = 3_750;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [Trait("Requirement", "G1")]
    public void The_partition_agrees_with_the_naive_model_after_each_command(int seed)
    {
        var book = new TestBook(seed);
        var model = new NaiveModel(TestBook.PartitionNumber);
        model.Apply(Role.Ledger, new Tick(new CommandId(Guid.Empty), TestBook.Operator, TestBook.Start));
        var commands = new RandomCommands(seed, model);
        for (var i = 0; i < Commands; i++)
        {
            var (role, command) = commands.Next();
            var expected = model.Apply(role, command);
            var result = book.Do(role, command);
            var actual = result.Status;
            var difference = expected == actual ? Difference(model, book) : $"the model says {expected}, the partition {actual} with {result.Result.Detail} ({(command is Linked linked ? string.Join("; ", linked.Commands) : "")})";
            if (difference is not null)
            {
                Assert.Fail($"seed {seed}, command {i} ({role}: {command}): {difference}");
            }
        }

        var distinct = book.Blocks.SelectMany(block => block.Results).GroupBy(result => result.Result.Status).ToDictionary(group => group.Key, group => group.Count());
        Assert.True(distinct[Status.Accepted] > Commands / 5, $"seed {seed}: only {distinct[Status.Accepted]} commands were accepted");
        Assert.True(distinct.Count > 25, $"seed {seed}: only {distinct.Count} statuses were met");
        AssertCovered(seed, book);
        book.Verify();
    }

    /// <summary>A random run that never takes the ways that matter proves nothing about them.</summary>
    private static void AssertCovered(int seed, TestBook book)
    {
        var accepted = book.Blocks.SelectMany(block => block.Results).Select(result => result.Result).Where(result => result.Status == Status.Accepted).ToList();
        void AtLeast(int count, string what, Func<StoredResult, bool> is_) =>
            Assert.True(accepted.Count(is_) >= count, $"seed {seed}: only {accepted.Count(is_)} of: {what}");
        AtLeast(5, "transfers with two or more resolved legs that moved something", r => r.Command is Transfer && r.Result.Moved.Units.ToArray().Count(units => units > 0) > 1);
        AtLeast(3, "holds of two sources", r => r.Command is PlaceHold && r.Result.Moved.Units.ToArray().Count(units => units > 0) > 1);
        AtLeast(3, "posts of several sources", r => r.Command is PostHold && r.Result.Moved.Units.Length > 1);
        AtLeast(5, "linked commands", r => r.Command is Linked);
        AtLeast(4, "linked commands with a plan", r => r.Command is Linked && !r.Result.Moved.IsEmpty);
        AtLeast(5, "rounds that went on", r => r.Command is OpenRound { Ends: false });
        AtLeast(5, "steps", r => r.Command is StepRound);
        AtLeast(1, "steps that staked more", r => r.Command is StepRound { Added.IsPositive: true });
        AtLeast(5, "crossings sent", r => r.Command is SendAcross);
        AtLeast(5, "crossings settled", r => r.Command is SettleAcross);
        AtLeast(5, "crossings received", r => r.Command is ReceiveAcross);
        AtLeast(10, "flags set", r => r.Command is SetAccountFlags { Flags: not AccountFlags.None });
        AtLeast(1, "tombstones", r => r.Command is VoidHold { OrNever: true });
    }

    /// <summary>Players who can always pay, with many limits, so that it is the guards that refuse.</summary>
    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    [InlineData(13)]
    [InlineData(14)]
    public void Under_many_limits_the_partition_agrees_with_the_naive_model_after_each_command(int seed)
    {
        var book = new TestBook(seed);
        var model = new NaiveModel(TestBook.PartitionNumber);
        model.Apply(Role.Ledger, new Tick(new CommandId(Guid.Empty), TestBook.Operator, TestBook.Start));
        var met = new List<Status>();
        foreach (var (role, command) in new GuardedCommands(seed, model).All(1_500))
        {
            var expected = model.Apply(role, command);
            var actual = book.Do(role, command);
            met.Add(actual.Status);
            Assert.True(expected == actual.Status, $"seed {seed}, block {book.Blocks.Count} ({role}: {command}): the model says {expected}, the partition {actual.Result}");
        }

        Status[] wanted =
        [
            Status.Accepted, Status.SessionTimeLimit, Status.StakeLimit, Status.WagerLimit, Status.LossLimit, Status.DepositLimit, Status.CycleTooSoon, Status.CycleOpen,
            Status.PlayerExcluded, Status.PlayerInTimeOut, Status.NoPendingChange, Status.ChangeTooSoon, Status.ExclusionShortened,
        ];
        var missed = wanted.Except(met).ToArray();
        Assert.True(missed.Length <= 4, $"seed {seed}: {string.Join(", ", missed)} was not met in {string.Join(" ", met.CountBy(s => s))}");
        Assert.True(met.Count(status => status == Status.Accepted) > 300, $"seed {seed}: few commands were accepted");
        book.Verify();
    }

    private static string? Difference(NaiveModel model, TestBook book)
    {
        foreach (var row in book.Rows.Accounts)
        {
            var agrees = model.Accounts.TryGetValue(row.Account, out var totals)
                && totals.Debits == row.DebitsPosted && totals.Credits == row.CreditsPosted
                && totals.DebitsPending == row.DebitsPending && totals.CreditsPending == row.CreditsPending;
            if (!agrees)
            {
                return $"account {row.Account} differs";
            }
        }

        return model.Accounts.Count == book.Rows.Accounts.Count ? null : $"the model has {model.Accounts.Count} accounts";
    }
}
