using Croupier.Host.Config;

namespace Croupier.Tests.Unit.Host.Config;

public sealed class SuggestionTests
{
    [Theory]
    [InlineData("", "", 0)]
    [InlineData("ledger", "ledger", 0)]
    [InlineData("ledgr", "ledger", 1)]
    [InlineData("legder", "ledger", 1)]
    [InlineData("wallet", "ledger", 5)]
    public void Distance_counts_letters_added_taken_changed_or_swapped(string left, string right, int distance) => Assert.Equal(distance, Suggestion.Distance(left, right));

    [Fact]
    public void A_word_that_is_near_nothing_is_answered_with_what_is_there() => Assert.Equal("; here are known: host, port", Suggestion.For("zzz", ["host", "port"]));
}
