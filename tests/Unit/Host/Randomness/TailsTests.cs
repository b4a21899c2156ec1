using Croupier.Host.Randomness;

namespace Croupier.Tests.Unit.Host.Randomness;

/// <summary>Statistics to p-values, against values of mpmath at 40 digits.</summary>
public sealed class TailsTests
{
    [Theory]
    [InlineData(3.84, 1, 0.050043521248705106)]
    [InlineData(10, 10, 0.4404932850652124)]
    [InlineData(31.4, 16, 0.01195767972855597)]
    [InlineData(540.5, 448, 0.00173966065314534)]
    [InlineData(9900, 9999, 0.7573102091154131)]
    [InlineData(52, 99, 0.9999735336349699)]
    public void Chi_square_is_that_of_forty_digits(double statistic, double freedom, double upper) =>
        Assert.Equal(Tails.TwoSided(upper), Tails.ChiSquare(statistic, freedom), 1e-9);

    [Theory]
    [InlineData(0.4, 0.9971923267772983)]
    [InlineData(0.83, 0.4961909953505058)]
    [InlineData(0.999, 0.27107316411506394)]
    [InlineData(1.0, 0.2699996716773545)]
    [InlineData(1.36, 0.04948587675537788)]
    [InlineData(1.63, 0.00984636488848653)]
    [InlineData(2.2, 0.00012504300754960973)]
    public void Kolmogorovs_limit_is_that_of_forty_digits(double x, double upper) => Assert.Equal(upper, Tails.KolmogorovUpper(x), 1e-9);

    [Theory]
    [InlineData(0, 1.5, 0.44626032029685964)]
    [InlineData(20, 32.0, 0.03188095126925227)]
    [InlineData(50, 32.0, 0.003868337497615863)]
    [InlineData(30, 31.5, 0.881428356036743)]
    public void Poisson_is_that_of_forty_digits(long count, double mean, double p) => Assert.Equal(p, Tails.Poisson(count, mean), 1e-9);

    [Fact]
    public void Cells_that_are_too_small_are_joined_and_one_cell_alone_tests_nothing()
    {
        // 5 + 5, 20, 20 + 3: three cells.
        var p = Tails.ChiSquare([4, 8, 18, 19, 4], [5, 5, 20, 20, 3]);
        Assert.Equal(Tails.ChiSquare((2.0 * 2 / 10) + (2.0 * 2 / 20) + 0, 2), p!.Value, 1e-12);
        Assert.Null(Tails.ChiSquare([5, 4], [5, 4]));
        Assert.Null(Tails.ChiSquare([12], [12]));
    }
}
