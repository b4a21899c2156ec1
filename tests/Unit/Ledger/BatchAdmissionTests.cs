using Croupier.Kernel.Commands;
using Croupier.Kernel.Ports;
using Croupier.Platform.Ledger.Poison;
using Croupier.Tests.Unit.Kernel;

namespace Croupier.Tests.Unit.Ledger;

/// <summary>What of a batch goes to the writer, row by row.</summary>
public sealed class BatchAdmissionTests
{
    private const int Partition = 7;
    private static readonly PlayRound Round = CommandSamples.All.OfType<PlayRound>().Single();
    private static readonly RequestWithdrawal Withdrawal = CommandSamples.All.OfType<RequestWithdrawal>().Single();
    private static readonly Attestation Word = TestKeyRing.AttestorOf().Attest(new PlayRequest(
        Round.Id, Round.Player, Round.Session, Round.Game, Round.RulesHash, Round.Chain, Round.Nonce, Round.Choice, Round.Asset, Round.Stake)).Attestation!.Value;

    private static readonly Attestation WordOfWithdrawal =
        TestKeyRing.AttestorOf().AttestWithdrawal(Withdrawal.Id, Withdrawal.Player, Withdrawal.Asset, Withdrawal.Amount);

    public static TheoryData<string, Role, Status> Rows => new()
    {
        { "an attested round", Role.Games, Status.Accepted },
        { "a round", Role.Games, Status.NotAttested },
        { "another's word", Role.Games, Status.NotAttested },
        { "a gateway without a key", Role.Games, Status.NotAttested },
        { "an attested round", Role.Wallet, Status.NotPermitted },
        { "a round", Role.Operator, Status.NotPermitted },
        { "an attested withdrawal", Role.Wallet, Status.Accepted },
        { "a withdrawal", Role.Wallet, Status.NotAttested },
        { "a withdrawal", Role.Games, Status.NotPermitted },
        { "a limit", Role.Games, Status.NotPermitted },
        { "a limit", Role.Identity, Status.Accepted },
        { "an attested limit", Role.Identity, Status.Accepted },
        { "what is set aside", Role.Games, Status.NotPermitted },
        { "what is set aside", Role.Ledger, Status.NotPermitted },
        { "nothing", Role.Games, Status.MalformedCommand },
        { "a cut round", Role.Games, Status.MalformedCommand },
        { "kind 0", Role.Games, Status.MalformedCommand },
        { "a kind of the future", Role.Games, Status.UnknownCommand },
        { "too much", Role.Wallet, Status.CommandTooLarge },
    };

    [Theory]
    [MemberData(nameof(Rows))]
    public void A_command_goes_on_or_is_set_aside(string what, Role role, Status expected)
    {
        var (logged, poison) = Read(Seal(role, Case(what)));

        var one = Assert.Single(logged);
        Assert.Equal((new LogPosition(1, 5, 0), role), (one.Position, one.Caller.Role));
        if (expected == Status.Accepted)
        {
            Assert.Empty(poison);
            Assert.Equal(Case(what).Command.RequestHash(), one.Command.RequestHash());
            return;
        }

        var aside = Assert.IsType<SetAside>(one.Command);
        Assert.True(aside.IsWellFormed);
        Assert.Equal(expected, aside.Reason);
        var found = Assert.Single(poison);
        Assert.Equal((one.Position, expected.ToString(), true), (found.Position, found.Reason, found.IsProven));
        Assert.Equal(CommandCodec.ToArray(Case(what).Command), found.Bytes.ToArray());
    }

    [Fact]
    public void Where_attestation_is_not_required_yet_a_wrong_one_is_refused_all_the_same()
    {
        Assert.Equal(Round.Id, Assert.Single(Read(Seal(Role.Games, Case("a round")), required: false).Logged).Command.Id);
        Assert.IsType<SetAside>(Assert.Single(Read(Seal(Role.Games, Case("another's word")), required: false).Logged).Command);
    }

    [Fact]
    public void A_batch_that_cant_be_read_is_poison_as_a_whole()
    {
        var batch = Seal(Role.Games, Case("a round"));
        batch[^1] ^= 1;

        var (logged, poison) = Read(batch);

        Assert.Empty(logged);
        var found = Assert.Single(poison);
        Assert.Equal((new LogPosition(1, 5, PoisonFind.WholeBatch), "WrongTag", false), (found.Position, found.Reason, found.IsProven));
        Assert.Equal(batch, found.Bytes.ToArray());
    }

    [Fact]
    public void Commands_that_were_consumed_are_not_found_again()
    {
        var batch = CommandBatch.Seal(Partition, new Caller(Role.Games, 1), 1, TestKeyRing.KeyOf(new Caller(Role.Games, 1)), [Case("a round"), Case("an attested round")]);

        var (logged, poison) = Read(batch, after: new LogPosition(1, 5, 0));

        Assert.Equal(new LogPosition(1, 5, 1), Assert.Single(logged).Position);
        Assert.Empty(poison);
    }

    private static AttestedCommand Case(string what) => what switch
    {
        "an attested round" => new(Round, Word),
        "a round" => new(Round, null),
        "another's word" => new(Round with { Stake = Round.Stake + Round.Stake }, Word),
        "a gateway without a key" => new(Round, Word with { KeyVersion = 2 }),
        "an attested withdrawal" => new(Withdrawal, WordOfWithdrawal),
        "a withdrawal" => new(Withdrawal, null),
        "a limit" => new(CommandSamples.All.OfType<SetLimit>().Single(), null),
        "an attested limit" => new(CommandSamples.All.OfType<SetLimit>().Single(), Word),
        "what is set aside" => new(SetAside.Of(Partition, Status.NotAttested, CommandCodec.ToArray(Round)), null),
        "nothing" => new(Unreadable.From([]), null),
        "a cut round" => new(Unreadable.From(CommandCodec.ToArray(Round).AsSpan(0, 90)), Word),
        "kind 0" => new(Unreadable.From([0, .. CommandCodec.ToArray(Round)[1..]]), null),
        "a kind of the future" => new(Unreadable.From([250, .. CommandCodec.ToArray(Round)[1..]]), null),
        "too much" => new(Unreadable.From([61, .. new byte[CommandCodec.MaxBytes]]), null),
        _ => throw new ArgumentOutOfRangeException(nameof(what), what, null),
    };

    private static byte[] Seal(Role role, AttestedCommand command)
    {
        var caller = new Caller(role, 1);
        return CommandBatch.Seal(Partition, caller, 1, TestKeyRing.KeyOf(caller), [command]);
    }

    private static (List<Croupier.Kernel.Commands.LoggedCommand> Logged, List<PoisonFind> Poison) Read(byte[] batch, bool required = true, LogPosition? after = null)
    {
        var poison = new List<PoisonFind>();
        var logged = new BatchAdmission(Partition, required, new TestKeyRing()).Read(new LogRecord(1, 5, batch), after ?? LogPosition.Start, poison);
        return (logged, poison);
    }
}
