namespace Croupier.Tests.Unit.Kernel;

public sealed class MoneyTests
{
    [Fact]
    public void Arithmetic_that_leaves_the_range_throws()
    {
        var most = new Money(long.MaxValue);
        var least = new Money(long.MinValue);

        Assert.Throws<OverflowException>(() => most + new Money(1));
        Assert.Throws<OverflowException>(() => least - new Money(1));
        Assert.Throws<OverflowException>(() => -least);
        Assert.Throws<OverflowException>(() => most.Share(2, 1));
        Assert.Throws<OverflowException>(() => Assets.Euro.FromMinor(long.MaxValue));
    }

    [Theory]
    [InlineData(100, 1, 3, 33)]
    [InlineData(1_000_001, 33, 100, 330_000)]
    [InlineData(long.MaxValue, long.MaxValue, long.MaxValue, long.MaxValue)]
    [InlineData(0, 5, 7, 0)]
    public void A_share_is_floored_and_computed_without_overflow_in_between(long units, long numerator, long denominator, long share)
    {
        Assert.Equal(share, new Money(units).Share(numerator, denominator).Units);
    }

    [Theory]
    [InlineData(1_980_000, "1.98")]
    [InlineData(12_500, "0.0125")]
    [InlineData(-1, "-0.000001")]
    [InlineData(0, "0.00")]
    [InlineData(long.MaxValue, "9223372036854.775807")]
    [InlineData(100_000_000, "100.00")]
    public void An_amount_is_written_exactly_and_read_back(long units, string text)
    {
        Assert.Equal(text, Assets.Euro.Format(new Money(units)));
        Assert.True(Assets.Euro.TryParse(text, out var read));
        Assert.Equal(units, read.Units);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData(".5")]
    [InlineData("5.")]
    [InlineData("1.2345678")]
    [InlineData("1e3")]
    [InlineData("1,5")]
    [InlineData(" 1")]
    [InlineData("+1")]
    [InlineData("9223372036854.775808")]
    [InlineData("١")]
    public void What_is_no_exact_amount_is_not_read(string text)
    {
        Assert.False(Assets.Euro.TryParse(text, out _));
    }

    [Fact]
    public void Only_whole_cents_are_whole_display_units()
    {
        Assert.True(Assets.Euro.IsWholeDisplayUnit(Assets.Euro.FromMinor(1)));
        Assert.False(Assets.Euro.IsWholeDisplayUnit(new Money(9_999)));
        Assert.Equal(10_000, Assets.Euro.DisplayStep);
    }

    [Fact]
    public void The_assets_numbers_and_exponents_are_frozen()
    {
        Assert.Equal(
            ["978 EUR 2 6", "826 GBP 2 6", "840 USD 2 6"],
            Assets.All.Select(asset => $"{asset.Id.Code} {asset.Symbol} {asset.DisplayExponent} {asset.LedgerExponent}"));
    }
}
