using Croupier.Host.Config;

namespace Croupier.Tests.Unit.Host.Config;

public sealed class TimesTests
{
    [Theory]
    [InlineData("0s", 0)]
    [InlineData("250ms", 250)]
    [InlineData("5s", 5000)]
    [InlineData("2m", 120_000)]
    [InlineData("1h", 3_600_000)]
    [InlineData("2d", 172_800_000)]
    public void A_time_is_a_whole_number_and_a_unit(string text, long ms) => Assert.Equal(TimeSpan.FromMilliseconds(ms), Times.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("5")]
    [InlineData("s")]
    [InlineData("1.5s")]
    [InlineData("-1s")]
    [InlineData("5 s")]
    [InlineData("5S")]
    [InlineData("1h30m")]
    [InlineData("99999999999s")]
    public void Anything_else_is_none(string text) => Assert.Null(Times.Parse(text));

    [Theory]
    [InlineData("250ms")]
    [InlineData("1500ms")]
    [InlineData("90s")]
    [InlineData("2m")]
    [InlineData("36h")]
    [InlineData("30d")]
    public void What_is_shown_is_what_was_written(string text) => Assert.Equal(text, Times.Show(Times.Parse(text)!.Value));
}
