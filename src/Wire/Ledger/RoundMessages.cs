using Croupier.Kernel;
using Croupier.Kernel.Commands;
using Google.Protobuf;
using Google.Protobuf.Collections;

namespace Croupier.Wire.Ledger;

/// <summary>Rounds.</summary>
internal static class RoundMessages
{
    public static PlayRound Read(Messages.PlayRound message, CommandId id, PlayerId player, FieldReader fields) => new(
        id,
        player,
        new SessionId(fields.Id(message.Session, "session")),
        fields.Game(message.Game, "game"),
        fields.Hash(message.RulesHash, "rulesHash"),
        new ChainId(fields.Id(message.Chain, "chain")),
        message.Nonce,
        fields.Bytes(message.ClientSeed, "clientSeed"),
        fields.Bytes(message.Choice, "choice"),
        fields.Asset(message.Asset, "asset"),
        new Money(message.Stake),
        fields.Named<SourceOrder>((int)message.Sources, "sources"),
        fields.SmallNumber(message.ProfileVersion, "profileVersion"),
        fields.Bytes(message.Outcome, "outcome"),
        new Money(message.Payout),
        Contributions(message.Contributions, fields));

    public static Messages.PlayRound Write(PlayRound command) => new()
    {
        Session = command.Session.ToString(),
        Game = command.Game.Name,
        RulesHash = command.RulesHash.ToString(),
        Chain = command.Chain.ToString(),
        Nonce = command.Nonce,
        ClientSeed = ByteString.CopyFrom(command.ClientSeed.Span),
        Choice = ByteString.CopyFrom(command.Choice.Span),
        Asset = command.Asset.ToString(),
        Stake = command.Stake.Units,
        Sources = (Messages.PlayRound.Types.Sources)command.Sources,
        ProfileVersion = command.ProfileVersion,
        Outcome = ByteString.CopyFrom(command.Outcome.Span),
        Payout = command.Payout.Units,
        Contributions = { command.Contributions.Select(Write) },
    };

    public static OpenRound? Read(Messages.OpenRound message, CommandId id, PlayerId player, FieldReader fields)
    {
        if (message.Bet is null)
        {
            fields.Refuse("bet", "is not given");
            return null;
        }

        fields.Enter("bet");
        var bet = Read(message.Bet, id, player, fields);
        fields.Leave();
        return new OpenRound(bet, message.Ends);
    }

    public static Messages.OpenRound Write(OpenRound command) => new() { Bet = Write(command.Bet), Ends = command.Ends };

    public static StepRound Read(Messages.StepRound message, CommandId id, PlayerId player, FieldReader fields) => new(
        id,
        player,
        new CommandId(fields.Id(message.Round, "round")),
        fields.Game(message.Game, "game"),
        fields.SmallNumber(message.Step, "step"),
        fields.Bytes(message.Choice, "choice"),
        new Money(message.Added),
        fields.Hash(message.Basis, "basis"),
        fields.Bytes(message.Earlier, "earlier"),
        fields.Bytes(message.Shown, "shown"),
        message.Ends,
        new Money(message.Payout),
        Contributions(message.Contributions, fields));

    public static Messages.StepRound Write(StepRound command) => new()
    {
        Round = command.Round.ToString(),
        Game = command.Game.Name,
        Step = command.Step,
        Choice = ByteString.CopyFrom(command.Choice.Span),
        Added = command.Added.Units,
        Basis = command.Basis.ToString(),
        Earlier = ByteString.CopyFrom(command.Earlier.Span),
        Shown = ByteString.CopyFrom(command.Shown.Span),
        Ends = command.Ends,
        Payout = command.Payout.Units,
        Contributions = { command.Contributions.Select(Write) },
    };

    public static AbandonRound Read(Messages.AbandonRound message, CommandId id, PlayerId player, FieldReader fields) => new(
        id,
        player,
        new CommandId(fields.Id(message.Round, "round")),
        fields.Game(message.Game, "game"),
        fields.SmallNumber(message.Step, "step"),
        fields.Hash(message.Basis, "basis"),
        fields.Bytes(message.Earlier, "earlier"),
        fields.Bytes(message.Shown, "shown"),
        new Money(message.Payout));

    public static Messages.AbandonRound Write(AbandonRound command) => new()
    {
        Round = command.Round.ToString(),
        Game = command.Game.Name,
        Step = command.Step,
        Basis = command.Basis.ToString(),
        Earlier = ByteString.CopyFrom(command.Earlier.Span),
        Shown = ByteString.CopyFrom(command.Shown.Span),
        Payout = command.Payout.Units,
    };

    public static VoidRound Read(Messages.VoidRound message, CommandId id, PlayerId player, FieldReader fields) =>
        new(id, player, new CommandId(fields.Id(message.Round, "round")), fields.Game(message.Game, "game"));

    public static Messages.VoidRound Write(VoidRound command) => new() { Round = command.Round.ToString(), Game = command.Game.Name };

    private static Messages.Contribution Write(Contribution one) => new() { Kind = (Messages.Account.Types.Kind)one.Kind, Sub = one.Sub, Amount = one.Amount.Units };

    private static Contribution[] Contributions(RepeatedField<Messages.Contribution> messages, FieldReader fields)
    {
        if (messages.Count > PlayRound.MaxContributions)
        {
            fields.Refuse("contributions", $"are more than {PlayRound.MaxContributions}");
            return [];
        }

        var contributions = new Contribution[messages.Count];
        for (var i = 0; i < contributions.Length; i++)
        {
            var one = messages[i];
            fields.Enter("contributions", i);
            contributions[i] = new Contribution(fields.Named<AccountKind>((int)one.Kind, "kind"), one.Sub, new Money(one.Amount));
            fields.Leave();
        }

        return contributions;
    }
}
