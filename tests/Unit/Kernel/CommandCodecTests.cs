using Croupier.Kernel.Bytes;
using Croupier.Kernel.Commands;

namespace Croupier.Tests.Unit.Kernel;

public sealed class CommandCodecTests
{
    [Fact]
    public void Every_kind_of_command_has_a_sample()
    {
        var kinds = Enum.GetValues<CommandKind>().Where(kind => kind != CommandKind.Unreadable);

        Assert.Equal(kinds, CommandSamples.All.Select(command => command.Kind));
    }

    [Fact]
    public void A_command_is_read_as_it_was_written()
    {
        foreach (var command in CommandSamples.All)
        {
            var bytes = CommandCodec.ToArray(command);
            var read = CommandCodec.Read(bytes);

            Assert.Equal(command.GetType(), read.GetType());
            Assert.Equal(bytes, CommandCodec.ToArray(read));
            Assert.Equal(command.RequestHash(), read.RequestHash());
        }
    }

    [Fact]
    public void Bytes_too_few_or_too_many_become_unreadable_and_stay_whole()
    {
        foreach (var command in CommandSamples.All)
        {
            var bytes = CommandCodec.ToArray(command);
            for (var length = 0; length < bytes.Length; length++)
            {
                AssertUnreadable(bytes[..length]);
            }

            AssertUnreadable([.. bytes, 0]);
        }
    }

    [Fact]
    public void Random_bytes_never_throw()
    {
        const int seed = 20;
        var random = new Random(seed);
        for (var i = 0; i < 20_000; i++)
        {
            var bytes = new byte[random.Next(120)];
            random.NextBytes(bytes);
            if (bytes.Length > 0)
            {
                bytes[0] = (byte)(random.Next(8) * 10 + random.Next(9));
            }

            var read = CommandCodec.Read(bytes);
            Assert.True(read is Unreadable || bytes.AsSpan().SequenceEqual(CommandCodec.ToArray(read)) || read is Transfer or PlaceHold or SetAccountFlags or SendAcross or ReceiveAcross, $"seed {seed}, case {i}: {read.Kind}");
        }
    }

    [Fact]
    public void The_request_hash_covers_what_the_player_asked_and_nothing_that_was_derived()
    {
        var round = CommandSamples.All.OfType<PlayRound>().Single();
        PlayRound[] derived =
        [
            round with { Outcome = new byte[] { 9 } },
            round with { Payout = Money.Zero },
            round with { Contributions = [] },
            round with { Session = default },
            round with { RulesHash = default },
            round with { ClientSeed = default },
            round with { Sources = SourceOrder.CashOnly },
            round with { ProfileVersion = 9 },
        ];
        PlayRound[] asked =
        [
            round with { Game = new GameId("slot") },
            round with { Stake = new Money(1) },
            round with { Asset = new AssetId(826) },
            round with { Choice = new byte[] { 9 } },
            round with { Chain = default },
            round with { Nonce = 9 },
            round with { Player = default },
            round with { Id = default },
        ];

        Assert.All(derived, other => Assert.Equal(round.RequestHash(), other.RequestHash()));
        Assert.All(asked, other => Assert.NotEqual(round.RequestHash(), other.RequestHash()));
        var deposit = CommandSamples.All.OfType<OpenDeposit>().Single();
        Assert.Equal(deposit.RequestHash(), (deposit with { LapsesUnixMs = 1 }).RequestHash());
    }

    private static void AssertUnreadable(byte[] bytes)
    {
        var read = CommandCodec.Read(bytes);
        Assert.IsType<Unreadable>(read);
        Assert.Equal(bytes, CommandCodec.ToArray(read));
    }
}
