using System.Reflection;
using Croupier.Kernel.Commands;

namespace Croupier.Tests.Unit.Kernel;

/// <summary>A conflict names the first field in which a request differs from the one that came first under its id.</summary>
public sealed class RequestDifferenceTests
{
    private static readonly AssetId Other = new(826);

    /// <summary>What is set aside has an id that follows from all the rest of it, so no two differ under one id.</summary>
    public static TheoryData<CommandKind> Kinds => [.. CommandSamples.All.Select(command => command.Kind).Except([CommandKind.SetAside, CommandKind.OpenRound])];

    /// <summary>Each field by itself, of each kind of command: whatever the request's hash covers has a name of its own. A new field fails here until it is compared.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public void Whatever_the_request_hash_covers_has_a_name(CommandKind kind)
    {
        var stored = CommandSamples.All.Single(command => command.Kind == kind);
        var named = new Dictionary<RequestField, string>();
        foreach (var property in stored.GetType().GetProperties().Where(p => p.CanWrite && p.Name is not (nameof(Command.Id) or nameof(Command.Player))))
        {
            var asked = (Command)stored.GetType().GetMethod("<Clone>$")!.Invoke(stored, null)!;
            property.SetValue(asked, Changed(property, property.GetValue(stored)!));
            if (asked.RequestHash() == stored.RequestHash())
            {
                continue;
            }

            var field = RequestDifference.First(stored, asked);
            Assert.True(field is not (RequestField.None or RequestField.Body or RequestField.Kind), $"{kind}.{property.Name} has no name");

            // Two properties may share a name only where together they are one thing: a crossing and its sender, a block and its hash.
            var isNew = named.TryAdd(field, property.Name);
            Assert.True(isNew || field is RequestField.Crossing or RequestField.Citation, $"{kind}.{property.Name} has the name of {named[field]}: {field}");
        }
    }

    [Fact]
    public void A_round_that_opens_differs_as_its_bet_does()
    {
        var stored = CommandSamples.All.OfType<OpenRound>().Single();
        RequestField With(PlayRound bet) => RequestDifference.First(stored, new OpenRound(bet, stored.Ends));

        Assert.Equal(RequestField.Amount, With(stored.Bet with { Stake = new(1) }));
        Assert.Equal(RequestField.Nonce, With(stored.Bet with { Nonce = 1 }));
        Assert.Equal(stored.RequestHash(), (stored with { Ends = false }).RequestHash());
    }

    [Fact]
    public void Another_kind_of_command_comes_before_everything_else()
    {
        foreach (var stored in CommandSamples.All)
        {
            foreach (var asked in CommandSamples.All.Where(other => other.Kind != stored.Kind))
            {
                Assert.Equal(RequestField.Kind, RequestDifference.First(stored, asked));
            }
        }
    }

    [Fact]
    public void Legs_differ_by_their_first_leg_that_does()
    {
        var stored = CommandSamples.All.OfType<Transfer>().Single();
        var leg = stored.Legs[1];
        RequestField With(params Leg[] legs) => RequestDifference.First(stored, stored with { Legs = legs });

        Assert.Equal(RequestField.Count, With(stored.Legs[0]));
        Assert.Equal(RequestField.Amount, With(stored.Legs[0], leg with { Amount = new(1), Debit = leg.Credit }));
        Assert.Equal(RequestField.DebitAccount, With(stored.Legs[0], leg with { Debit = leg.Credit, Mode = LegMode.UpToDebit }));
        Assert.Equal(RequestField.CreditAccount, With(stored.Legs[0], leg with { Credit = leg.Debit }));
        Assert.Equal(RequestField.Mode, With(stored.Legs[0], leg with { Mode = LegMode.UpToDebit }));
    }

    [Fact]
    public void Linked_commands_differ_as_their_first_child_that_does()
    {
        var stored = CommandSamples.All.OfType<Linked>().Single();
        var transfer = (Transfer)stored.Commands[1];
        RequestField With(params Command[] commands) => RequestDifference.First(stored, stored with { Commands = commands });

        Assert.Equal(RequestField.Count, With([.. stored.Commands, transfer]));
        Assert.Equal(RequestField.Kind, With(stored.Commands[1], stored.Commands[1]));
        Assert.Equal(RequestField.Hold, With((VoidHold)stored.Commands[0] with { Hold = stored.Id }, transfer));
        Assert.Equal(RequestField.Reason, With(stored.Commands[0], transfer with { Reason = TransferReason.None }));
    }

    [Fact]
    public void Bytes_that_no_command_has_differ_in_their_body()
    {
        var bytes = CommandCodec.ToArray(CommandSamples.All[0]);
        bytes[0] = 250;
        var stored = Unreadable.From(bytes);
        bytes[^1] ^= 1;

        Assert.Equal(RequestField.Body, RequestDifference.First(stored, Unreadable.From(bytes)));
    }

    private static object Changed(PropertyInfo property, object value) => value switch
    {
        bool one => !one,
        byte one => (byte)(one + 1),
        ushort one => (ushort)(one + 1),
        uint one => one + 1,
        int one => one + 1,
        long one => one + 1,
        string one => one + "x",
        Enum one => Enum.ToObject(one.GetType(), Convert.ToInt64(one, null) + 1),
        Money one => new Money(one.Units + 1),
        AssetId => Other,
        GameId => new GameId("other"),
        Hash256 => Hash256.Of("other"u8),
        ChainId => new ChainId(Guid.NewGuid()),
        SessionId => new SessionId(Guid.NewGuid()),
        CommandId => new CommandId(Guid.NewGuid()),
        PlayerId => new PlayerId(Guid.NewGuid()),
        AccountRef one => one with { Sub = one.Sub + 1 },
        ReadOnlyMemory<byte> one => (ReadOnlyMemory<byte>)(byte[])[.. one.Span, 1],
        IReadOnlyList<Leg> one => (IReadOnlyList<Leg>)[.. one.Take(one.Count - 1), one[^1] with { Amount = new(1) }],
        IReadOnlyList<ZoneTransition> => (IReadOnlyList<ZoneTransition>)[],
        IReadOnlyList<Contribution> => (IReadOnlyList<Contribution>)[],
        IReadOnlyList<Command> one => (IReadOnlyList<Command>)[.. one.Take(1)],
        _ => throw new InvalidOperationException($"teach this test to change {property.Name}, a {property.PropertyType.Name}"),
    };
}
