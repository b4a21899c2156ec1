using System.Buffers.Binary;
using Croupier.Host.Verbs;
using Croupier.Rules;

namespace Croupier.Tests.Unit.Host;

[Trait("Requirement", "R7")]
public sealed class RngDumpTests
{
    [Fact]
    public void Raw_words_are_those_of_the_rounds_streams()
    {
        var words = Dump("--raw --bytes 300 --seed 5");
        Assert.Equal(300, words.Length);
        Assert.Equal(words, Dump("--raw --bytes 300 --seed 5"));
        Assert.NotEqual(words, Dump("--raw --bytes 300 --seed 6"));

        // 32 words a round: word 33 is the first of nonce 1.
        var (server, client, chain) = SampleSeeds.Of(5, 0);
        var second = RoundStream.Open(server.Span, client.Span, chain, 1, new GameId("dump"), Hash256.Of([]));
        Assert.Equal(second.NextWord(), BinaryPrimitives.ReadUInt32BigEndian(words.AsSpan(128)));
    }

    [Theory]
    [InlineData(6, 1)]
    [InlineData(256, 1)]
    [InlineData(257, 2)]
    [InlineData(10_000, 2)]
    [InlineData(1_000_000, 4)]
    public void Scaled_draws_are_the_words_scaled_in_as_few_bytes_as_they_need(long range, int width)
    {
        var draws = Dump($"--scaled --range {range} --bytes {40 * width} --seed 5");
        var (server, client, chain) = SampleSeeds.Of(5, 0);
        var stream = RoundStream.Open(server.Span, client.Span, chain, 0, new GameId("dump"), Hash256.Of([]));
        for (var i = 0; i < WordsPerRound; i++)
        {
            var value = draws.AsSpan(i * width, width).ToArray().Aggregate(0u, (sum, b) => (sum << 8) + b);
            Assert.Equal(stream.Next((ulong)range), value);
        }
    }

    private const int WordsPerRound = 32;

    [Theory]
    [InlineData("--raw --bytes 100000")]
    [InlineData("--scaled --range 37 --bytes 1000")]
    [InlineData("--seeds --bytes 100")]
    [InlineData("--noise system --bytes 1000")]
    [InlineData("--noise jitter --bytes 1000")]
    public void Without_a_seed_no_two_dumps_are_alike(string line)
    {
        var bytes = Dump(line);
        Assert.Equal(int.Parse(line.Split(' ')[^1], global::System.Globalization.CultureInfo.InvariantCulture), bytes.Length);
        Assert.NotEqual(bytes, Dump(line));
    }

    [Theory]
    [InlineData("", "say what to dump")]
    [InlineData("--raw", "--bytes is missing")]
    [InlineData("--raw --seeds --bytes 1", "two dumps")]
    [InlineData("--raw --range 6 --bytes 1", "--range belongs to --scaled")]
    [InlineData("--scaled --bytes 1", "--scaled wants a --range")]
    [InlineData("--scaled --range 0 --bytes 1", "--range wants")]
    [InlineData("--scaled --range 4294967297 --bytes 1", "--range wants")]
    [InlineData("--noise kettle --bytes 1", "--noise wants")]
    [InlineData("--seeds --bytes 1 --seed 2", "--seed belongs")]
    [InlineData("--raw --bytes 0", "--bytes wants")]
    [InlineData("--raw --bytes 1 --loud", "'--loud' is not an option")]
    public void What_makes_no_sense_is_told_in_one_line(string line, string expected)
    {
        using var output = new MemoryStream();
        using var error = new StringWriter();
        Assert.Equal((int)ExitCode.Usage, RngDump.Run(line.Split(' ', StringSplitOptions.RemoveEmptyEntries), output, error));
        Assert.Contains(expected, error.ToString(), StringComparison.Ordinal);
        Assert.Single(error.ToString().TrimEnd().Split('\n'));
        Assert.Equal(0, output.Length);
    }

    private static byte[] Dump(string line)
    {
        using var output = new MemoryStream();
        using var error = new StringWriter();
        Assert.Equal(0, RngDump.Run(line.Split(' '), output, error));
        Assert.Empty(error.ToString());
        return output.ToArray();
    }
}
