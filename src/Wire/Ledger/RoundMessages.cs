using Croupier.Kernel;
using Croupier.Kernel.Commands;
using Google.Protobuf;

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
        Contributions(message, fields));

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
        Contributions =
        {
            command.Contributions.Select(one => new Messages.Contribution { Kind = (Messages.Account.Types.Kind)one.Kind, Sub = one.Sub, Amount = one.Amount.Units }),
        },
    };

    private static Contribution[] Contributions(Messages.PlayRound message, FieldReader fields)
    {
        if (message.Contributions.Count > PlayRound.MaxContributions)
        {
            fields.Refuse("contributions", $"are more than {PlayRound.MaxContributions}");
            return [];
        }

        var contributions = new Contribution[message.Contributions.Count];
        for (var i = 0; i < contributions.Length; i++)
        {
            var one = message.Contributions[i];
            fields.Enter("contributions", i);
            contributions[i] = new Contribution(fields.Named<AccountKind>((int)one.Kind, "kind"), one.Sub, new Money(one.Amount));
            fields.Leave();
        }

        return contributions;
    }
}
