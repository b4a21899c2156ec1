using Croupier.Kernel;
using Croupier.Kernel.Commands;
using Croupier.Tests.Unit.Games;
using Croupier.Tests.Unit.Kernel;
using Croupier.Wire.Ledger;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Messages = Croupier.Wire.Ledger.Messages;

namespace Croupier.Tests.Unit.Wire.Ledger;

/// <summary>Every command has its message, there and back, in both forms; what is wrong in one is named by its field.</summary>
public sealed class CommandMessagesTests
{
    private static readonly TimeProvider Now = InTheYear2030();

    public static TheoryData<CommandKind> Kinds => [.. CommandSamples.All.Select(command => command.Kind)];

    /// <summary>An enumeration of the messages, and the kernel's whose numbers it has.</summary>
    public static TheoryData<string, Type> Enumerations => new()
    {
        { "Account.Kind", typeof(AccountKind) },
        { "SetPlayerState.State", typeof(PlayerState) },
        { "PlayRound.Sources", typeof(SourceOrder) },
        { "Transfer.Reason", typeof(TransferReason) },
        { "PlaceHold.OnExpiry", typeof(OnExpiry) },
        { "Leg.Mode", typeof(LegMode) },
        { "SetAccountFlags.Flag", typeof(AccountFlags) },
        { "LimitName.Source", typeof(LimitSource) },
        { "LimitName.Measure", typeof(LimitMeasure) },
        { "LimitName.Window", typeof(LimitWindow) },
    };

    [Fact]
    public void Every_kind_of_command_has_a_field_with_its_number()
    {
        var body = Messages.Command.Descriptor.Oneofs.Single(one => one.Name == "body").Fields;

        Assert.Equal(
            Enum.GetValues<CommandKind>().Select(kind => ((int)kind + CommandMessages.FieldOfKind, kind.ToString())).Order(),
            body.Select(field => (field.FieldNumber, field.PropertyName)).Order());
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_command_comes_back_from_its_message_as_it_was(CommandKind kind)
    {
        var command = CommandSamples.All.Single(one => one.Kind == kind);

        var binary = Messages.Command.Parser.ParseFrom(CommandMessages.Write(command).ToByteArray());
        var json = LedgerJson.Read<Messages.Command>(LedgerJson.Write(CommandMessages.Write(command)), out var why);

        Assert.Equal(binary, json);
        Assert.Equal("", why);
        Assert.Equal(kind, CommandMessages.KindOf(binary));
        if (kind is CommandKind.Tick or CommandKind.ReceiveAcross or CommandKind.SettleAcross or CommandKind.SetAside)
        {
            Assert.Equal("body is of a kind that nobody may give", Refusal(binary));
            return;
        }

        var fields = new FieldReader();
        var read = CommandMessages.Read(binary, Now, fields);
        Assert.True(fields.IsWhole, $"{fields.Field} {fields.Why}");
        Assert.Equal(CommandCodec.ToArray(command), CommandCodec.ToArray(read!));
    }

    [Theory]
    [MemberData(nameof(Enumerations))]
    public void An_enumeration_of_the_messages_is_the_kernels(string name, Type ours)
    {
        var parts = name.Split('.');
        var theirs = Messages.LedgerReflection.Descriptor.FindTypeByName<MessageDescriptor>(parts[0]).EnumTypes.Single(one => one.Name == parts[1]);

        Assert.Equal(
            Enum.GetValues(ours).Cast<object>().Select(value => (Convert.ToInt32(value, null), Folded(value.ToString()!))).Order(),
            theirs.Values.Where(value => value.Name is not ("UNSPECIFIED" or "UNKNOWN")).Select(value => (value.Number, Folded(value.Name))).Order());
    }

    public static TheoryData<string, string> Wrong => new()
    {
        { """{"id":"x","player":"@player","openPlayer":{}}""", "id is no UUID" },
        { """{"player":"@player","openPlayer":{}}""", "id is no UUID" },
        { """{"id":"3f0e6f6e-3f0b-4f0b-8f0b-3f0b3f0b3f0b","player":"@player","openPlayer":{}}""", "id is no version 7 UUID of the present" },
        { """{"id":"02a3185c-5000-7b3f-bc38-98b7dd200bc1","player":"@player","openPlayer":{}}""", "id is no version 7 UUID of the present" },
        { """{"id":"@id","openPlayer":{}}""", "player is no UUID" },
        { """{"id":"@id","operatorOf":4096,"openPlayer":{}}""", "operatorOf is no partition" },
        { """{"id":"@id","player":"@player"}""", "body is not given, or of a kind that this version does not know" },
        { """{"id":"@id","player":"@player","unreadable":"AA=="}""", "body is of a kind that nobody may give" },
        { """{"id":"@id","player":"@player","setPlayerState":{}}""", "setPlayerState.state is not given" },
        { """{"id":"@id","player":"@player","setPlayerState":{"state":77}}""", "setPlayerState.state has a value that is not known" },
        { """{"id":"@id","player":"@player","transfer":{"reason":"ADJUSTMENT"}}""", "transfer.legs are 0; 1 to 16 are allowed" },
        { """{"id":"@id","player":"@player","transfer":{"legs":[{}]}}""", "transfer.legs[0].debit is not given" },
        { """{"id":"@id","player":"@player","transfer":{"legs":[{"debit":{"kind":"CASH","asset":"XXX"}}]}}""", "transfer.legs[0].debit.asset is no asset known here" },
        { """{"id":"@id","player":"@player","transfer":{"legs":[{"debit":{"kind":"CASH","asset":"EUR","owner":"me"}}]}}""", "transfer.legs[0].debit.owner is no UUID" },
        { """{"id":"@id","player":"@player","placeHold":{}}""", "placeHold.legs are 0; 1 to 4 are allowed" },
        { """{"id":"@id","player":"@player","linked":{"commands":[{}]}}""", "linked.commands are 1; 2 to 8 are allowed" },
        { """{"id":"@id","player":"@player","linked":{"commands":[{"voidHold":{"hold":"@id"}},{}]}}""", "linked.commands[1].body is not given, or of a kind that can't be linked" },
        { """{"id":"@id","player":"@player","linked":{"commands":[{"voidHold":{"hold":"@id"}},{"transfer":{"legs":[{}]}}]}}""", "linked.commands[1].transfer.legs[0].debit is not given" },
        { """{"id":"@id","player":"@player","setAccountFlags":{"account":{"kind":"CASH","asset":"EUR"},"flags":[16]}}""", "setAccountFlags.flags has a value that is not known" },
        { """{"id":"@id","player":"@player","sendAcross":{"from":{"kind":"CASH","asset":"EUR"},"to":{"kind":"HOUSE","asset":"EUR"}}}""", "sendAcross.to.owner is no UUID" },
        { """{"id":"@id","player":"@player","settleAcross":{"sent":"@id"}}""", "body is of a kind that nobody may give" },
        { """{"id":"@id","player":"@player","playRound":{"session":"@id","game":"Dice!"}}""", "playRound.game is no game's name (1 to 32 of a-z, 0-9 and hyphen)" },
        { """{"id":"@id","player":"@player","playRound":{"session":"@id","game":"dice","rulesHash":"00"}}""", "playRound.rulesHash is no hash of 64 hexadecimal digits" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void What_is_wrong_is_named_by_its_field(string json, string refusal)
    {
        var text = json.Replace("@id", "01a3185c-5000-7b3f-bc38-98b7dd200bc1", StringComparison.Ordinal)
            .Replace("@player", "01a3185c-5002-7007-8000-000000000003", StringComparison.Ordinal);

        var message = LedgerJson.Read<Messages.Command>(global::System.Text.Encoding.UTF8.GetBytes(text), out var why);

        Assert.Equal("", why);
        Assert.Equal(refusal, Refusal(message!));
    }

    [Fact]
    public void Whatever_bytes_come_as_a_command_what_is_let_through_can_be_sealed()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        for (var i = 0; i < 2_000; i++)
        {
            var message = CommandMessages.Write(CommandSamples.All[random.Next(CommandSamples.All.Count)]);
            var bytes = message.ToByteArray();
            bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            try
            {
                message = Messages.Command.Parser.ParseFrom(bytes);
            }
            catch (InvalidProtocolBufferException)
            {
                continue;
            }

            var fields = new FieldReader();
            var command = CommandMessages.Read(message, Now, fields);
            Assert.True(fields.IsWhole == command is not null, $"seed {seed}: {message}");
            if (command is not null)
            {
                var sealedBytes = CommandCodec.ToArray(command);
                Assert.Equal(sealedBytes, CommandCodec.ToArray(CommandCodec.Read(sealedBytes)));
            }
        }
    }

    [Fact]
    public void A_choice_of_more_than_255_bytes_has_no_room_in_a_command()
    {
        var message = CommandMessages.Write(CommandSamples.All.OfType<PlayRound>().Single());
        message.PlayRound.Choice = ByteString.CopyFrom(new byte[256]);

        Assert.Equal("playRound.choice has more than 255 bytes", Refusal(message));
    }

    private static ManualClock InTheYear2030()
    {
        var clock = new ManualClock();
        clock.Advance(TimeSpan.FromMilliseconds(1_900_000_000_000));
        return clock;
    }

    private static string Refusal(Messages.Command message)
    {
        var fields = new FieldReader();
        Assert.Null(CommandMessages.Read(message, Now, fields));
        return $"{fields.Field} {fields.Why}";
    }

    private static string Folded(string name) => name.Replace("_", "", StringComparison.Ordinal).ToUpperInvariant();
}
