using Croupier.Platform.Gateway;

namespace Croupier.Tests.Unit.Gateway;

public sealed class StatusTextTests
{
    public static TheoryData<Status> Statuses => [.. Enum.GetValues<Status>()];

    [Theory, MemberData(nameof(Statuses))]
    public void Every_status_has_a_sentence_for_people_and_a_code_for_http(Status status)
    {
        var sentence = StatusText.Sentence(status);
        Assert.EndsWith(".", sentence, StringComparison.Ordinal);
        Assert.True(char.IsUpper(sentence[0]));
        Assert.InRange(StatusText.HttpCode(status), status == Status.Accepted ? 200 : 400, status == Status.Accepted ? 200 : 503);
        Assert.DoesNotContain(StatusText.HttpCode(status), (int[])[500, 502, 504]);
    }

    [Fact]
    public void Sentences_are_not_shared_unless_they_ask_the_same_of_the_player()
    {
        var shared = Enum.GetValues<Status>().GroupBy(StatusText.Sentence).Where(g => g.Count() > 1).Select(g => g.ToArray());
        Assert.Equal([[Status.NoSuchRulesHash, Status.UnknownRulesHash]], shared);
    }

    [Fact]
    public void What_goes_away_by_waiting_says_how_long() =>
        Assert.Equal(
            [Status.TooManyInFlight, Status.Busy, Status.Unavailable],
            Enum.GetValues<Status>().Where(s => StatusText.RetryAfterMs(s) > 0));
}
