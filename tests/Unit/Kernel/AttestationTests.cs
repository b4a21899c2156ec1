using System.Security.Cryptography;
using Croupier.Kernel.Bytes;
using Croupier.Kernel.Commands;
using Croupier.Kernel.Ports;

namespace Croupier.Tests.Unit.Kernel;

public sealed class AttestationTests
{
    private static readonly byte[] Key = TestKeyRing.KeyOf(new Caller(Role.Gateway, 1));
    private static readonly PlayRound Round = CommandSamples.All.OfType<PlayRound>().Single();
    private static readonly RequestWithdrawal Withdrawal = CommandSamples.All.OfType<RequestWithdrawal>().Single();

    private static readonly PlayRequest Request = new(
        Round.Id, Round.Player, Round.Session, Round.Game, Round.RulesHash, Round.Chain, Round.Nonce, Round.Choice, Round.Asset, Round.Stake);

    private static readonly Attestation OfRound = TestKeyRing.AttestorOf().Attest(Request).Attestation!.Value;
    private static readonly OpenRound Opening = CommandSamples.All.OfType<OpenRound>().Single();
    private static readonly StepRound Step = CommandSamples.All.OfType<StepRound>().Single();

    private static readonly Attestation OfOpening = TestKeyRing.AttestorOf().Attest(new PlayRequest(
        Opening.Id, Opening.Player, Opening.Bet.Session, Opening.Bet.Game, Opening.Bet.RulesHash, Opening.Bet.Chain, Opening.Bet.Nonce, Opening.Bet.Choice, Opening.Bet.Asset, Opening.Bet.Stake)).Attestation!.Value;

    private static readonly Attestation OfStep = TestKeyRing.AttestorOf().Attest(new StepRequest(
        Step.Id, Step.Player, new OpenedRound(Step.Round, Step.Game, default, default, 0, default, default, default, default), Step.Step, Step.Choice, Step.Added)).Attestation!.Value;

    private static readonly Attestation OfWithdrawal =
        TestKeyRing.AttestorOf().AttestWithdrawal(Withdrawal.Id, Withdrawal.Player, Withdrawal.Asset, Withdrawal.Amount);

    public static TheoryData<string, Command> Other => new()
    {
        { "id", Round with { Id = default } },
        { "player", Round with { Player = default } },
        { "session", Round with { Session = default } },
        { "game", Round with { Game = new GameId("slot") } },
        { "rules", Round with { RulesHash = default } },
        { "chain", Round with { Chain = default } },
        { "nonce", Round with { Nonce = Round.Nonce + 1 } },
        { "choice", Round with { Choice = new byte[] { 1, 0, 51 } } },
        { "asset", Round with { Asset = new AssetId(826) } },
        { "stake", Round with { Stake = new Money(Round.Stake.Units + 1) } },
        { "a step's id", Step with { Id = default } },
        { "a step's player", Step with { Player = default } },
        { "a step's round", Step with { Round = default } },
        { "a step's game", Step with { Game = new GameId("slot") } },
        { "a step's number", Step with { Step = 3 } },
        { "a step's choice", Step with { Choice = new byte[] { 4 } } },
        { "what a step adds", Step with { Added = new Money(1) } },
        { "a withdrawal's id", Withdrawal with { Id = default } },
        { "a withdrawal's player", Withdrawal with { Player = default } },
        { "a withdrawal's asset", Withdrawal with { Asset = new AssetId(826) } },
        { "a withdrawal's amount", Withdrawal with { Amount = new Money(1) } },
    };

    [Fact]
    public void An_attestation_covers_what_was_asked_whatever_a_producer_adds()
    {
        PlayRound[] derived =
        [
            Round, Round with { Outcome = default }, Round with { Payout = Money.Zero }, Round with { Contributions = [] }, Round with { ClientSeed = default },
            Round with { Sources = SourceOrder.CashOnly }, Round with { ProfileVersion = 9 },
        ];

        Assert.All(derived, round => Assert.True(OfRound.Covers(round, Key)));
        Assert.True(OfWithdrawal.Covers(Withdrawal with { Provider = 99 }, Key));
    }

    [Theory]
    [MemberData(nameof(Other))]
    public void An_attestation_covers_nothing_else(string field, Command other)
    {
        Assert.False(Of(other).Covers(other, Key), field);
    }

    [Fact]
    public void A_changed_attestation_or_one_of_another_gateway_or_key_covers_nothing()
    {
        var bytes = new ByteWriter();
        OfRound.Write(bytes);
        Assert.Equal(Attestation.Bytes, bytes.Length);
        for (var bit = 0; bit < Attestation.Bytes * 8; bit++)
        {
            var changed = bytes.ToArray();
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            var reader = new ByteReader(changed);
            Assert.False(Attestation.Read(ref reader).Covers(Round, Key), $"bit {bit}");
        }

        var read = new ByteReader(bytes.Written);
        Assert.Equal(OfRound, Attestation.Read(ref read));
        Assert.False(OfRound.Covers(Round, TestKeyRing.KeyOf(new Caller(Role.Games, 1))));
        Assert.False((TestKeyRing.AttestorOf(2).Attest(Request).Attestation!.Value with { Gateway = 1 }).Covers(Round, Key));
        Assert.False(OfWithdrawal.Covers(Round, Key));
        Assert.False(OfRound.Covers(Withdrawal, Key));
    }

    [Fact]
    public void Every_kind_that_is_attested_can_be_covered_and_no_other()
    {
        foreach (var command in CommandSamples.All)
        {
            Assert.Equal(Attestation.IsNeededFor(command.Kind), Of(command).Covers(command, Key));
        }
    }

    private static Attestation Of(Command command) => command switch
    {
        PlayRound => OfRound,
        OpenRound => OfOpening,
        StepRound => OfStep,
        _ => OfWithdrawal,
    };

    /// <summary>Gateways and ledgers of different versions must agree on these.</summary>
    [Fact]
    public void The_bytes_that_are_attested_are_frozen()
    {
        var asked = "63726f75706965722d6174746573742f31" + "00000001" + "0001"
            + "28" + "01a3185c50007b3fbc3898b7dd200bc1" + "01a3185c500270078000000000000003" + "01a3185c500470008000000000000005" + Hash256.Of("rules"u8)
            + "0464696365" + "03d2" + "00000000000f4240" + "03010032" + "01a3185c500370008000000000000004" + "0000000000000029";
        Assert.Equal(HMACSHA256.HashData(Key, Convert.FromHexString(asked)), OfRound.Tag.ToArray());
        var wanted = "63726f75706965722d6174746573742f31" + "00000001" + "0001" + "46" + "01a3185c50007b3fbc3898b7dd200bc1" + "01a3185c500270078000000000000003" + "03d2" + "00000000004c4b40";
        Assert.Equal(HMACSHA256.HashData(Key, Convert.FromHexString(wanted)), OfWithdrawal.Tag.ToArray());
    }
}
