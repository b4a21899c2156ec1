using System.Globalization;
using Croupier.Book.Accounts;
using Croupier.Book.Decisions;
using Croupier.Kernel.Commands;

namespace Croupier.Tests.Unit.Book;

/// <summary>docs/chart-of-accounts.md held against the program: its tables of kinds and permissions, and every figure of its worked examples.</summary>
public sealed class ChartOfAccountsTests
{
    private static readonly string[] Page = File.ReadAllLines(Path.Combine(RepositoryFolder.Root, "docs", "chart-of-accounts.md"));

    public static TheoryData<string> Examples => [.. ChartExamples.All.Keys];

    [Fact]
    public void Every_example_of_the_page_is_run_and_every_one_that_is_run_stands_in_the_page()
    {
        Assert.Equal(Page.Where(line => line.StartsWith("### ", StringComparison.Ordinal)).Select(line => line[4..]), ChartExamples.All.Keys);
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public void A_worked_example_has_the_balances_that_the_page_says(string example)
    {
        var (columns, rows) = Table("### " + example);
        var run = new ChartExamples();
        var steps = ChartExamples.All[example];
        Assert.Equal(rows.Select(row => row[0]), steps.Select(step => step.Text));
        for (var i = 0; i < rows.Count; i++)
        {
            steps[i].Do(run);
            var said = columns.Skip(1).Zip(rows[i].Skip(1)).ToDictionary(cell => run.Named(cell.First), cell => cell.Second);
            foreach (var row in run.Book.Rows.Accounts)
            {
                var balance = Assets.Euro.Format(new Money(row.CreditsPosted - row.DebitsPosted));
                Assert.True(said.GetValueOrDefault(row.Account, "0.00") == balance, $"{steps[i].Text}: {row.Account.Kind} is {balance}, the page says {said.GetValueOrDefault(row.Account, "nothing of it")}");
            }

            Assert.All(said.Where(cell => run.Book.Rows.Accounts.All(row => row.Account != cell.Key)), cell => Assert.Equal("0.00", cell.Value));
            var sum = said.Values.Sum(text => Assets.Euro.TryParse(text, out var amount) ? amount.Units : throw new FormatException(text));
            Assert.True(sum == 0, $"{steps[i].Text}: the row of the page does not sum to zero");
        }

        run.Book.Verify();
    }

    [Fact]
    public void The_table_of_kinds_is_the_programs()
    {
        var expected = Enum.GetValues<AccountKind>().Select(kind =>
        {
            var account = new AccountRef(default, kind, default);
            var flags = ChartOfAccounts.FlagsOf(kind);
            var words = flags == AccountFlags.None ? "none" : flags == (AccountFlags.Frozen | AccountFlags.Closed) ? "frozen, closed" : "all";
            return $"{(int)kind} `{kind}` {(account.IsPlayers ? "player" : "operator")} {(account.MayBeNegative ? "yes" : "no")} {words}";
        });

        Assert.Equal(expected, Table("## Kinds").Rows.Select(row => string.Join(' ', row.Take(5))));
    }

    [Fact]
    public void The_table_of_permissions_is_the_programs()
    {
        string Words(AccountKinds kinds) => string.Join(", ", Enum.GetValues<AccountKind>().Where(kinds.Contains)) is var all
            && all == string.Join(", ", Enum.GetValues<AccountKind>().Where(kind => kind is not (AccountKind.WithdrawalPending or AccountKind.PartitionClearing))) ? "free" : all;

        Assert.Equal(
            Permissions.Movements.Select(row => $"{row.Role} {row.Command} {Words(row.Debited)} {Words(row.Credited)}"),
            Table("## Who moves what").Rows.Select(row => string.Join(' ', row)));
    }

    [Fact]
    public void The_page_names_every_pot_of_a_round()
    {
        var line = Page.Single(text => text.StartsWith("A round's contributions go to", StringComparison.Ordinal));
        var named = line[..line.IndexOf('.', StringComparison.Ordinal)];
        foreach (var kind in Enum.GetValues<AccountKind>())
        {
            Assert.Equal(ChartOfAccounts.IsPot(kind), named.Contains($"`{kind}`", StringComparison.Ordinal));
        }
    }

    /// <summary>The first table after a line.</summary>
    private static (string[] Columns, List<string[]> Rows) Table(string after)
    {
        var lines = Page.SkipWhile(line => line != after).SkipWhile(line => !line.StartsWith('|')).TakeWhile(line => line.StartsWith('|'))
            .Select(line => line.Trim('|').Split('|').Select(cell => cell.Trim()).ToArray())
            .ToList();
        Assert.True(lines.Count > 2, string.Create(CultureInfo.InvariantCulture, $"no table follows {after}"));
        return (lines[0], lines[2..]);
    }
}
