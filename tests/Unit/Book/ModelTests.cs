using Croupier.Kernel.Commands;

namespace Croupier.Tests.Unit.Book;

/// <summary>The partition beside the naive model, under the same seeded commands.</summary>
public sealed class ModelTests
{
    private const int Commands = 3_000;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
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
