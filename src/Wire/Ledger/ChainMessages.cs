using Croupier.Kernel;
using Croupier.Kernel.Commands;
using Google.Protobuf;

namespace Croupier.Wire.Ledger;

/// <summary>The chain of seeds.</summary>
internal static class ChainMessages
{
    public static OpenChain Read(Messages.OpenChain message, CommandId id, PlayerId player, FieldReader fields) => new(
        id,
        player,
        new ChainId(fields.Id(message.Chain, "chain")),
        new SessionId(fields.Id(message.Session, "session")),
        fields.Hash(message.SeedHash, "seedHash"));

    public static Messages.OpenChain Write(OpenChain command) => new()
    {
        Chain = command.Chain.ToString(),
        Session = command.Session.ToString(),
        SeedHash = command.SeedHash.ToString(),
    };

    public static SetClientSeed Read(Messages.SetClientSeed message, CommandId id, PlayerId player, FieldReader fields) =>
        new(id, player, new ChainId(fields.Id(message.Chain, "chain")), fields.Bytes(message.ClientSeed, "clientSeed"));

    public static Messages.SetClientSeed Write(SetClientSeed command) => new()
    {
        Chain = command.Chain.ToString(),
        ClientSeed = ByteString.CopyFrom(command.ClientSeed.Span),
    };

    public static CloseChain Read(Messages.CloseChain message, CommandId id, PlayerId player, FieldReader fields) =>
        new(id, player, new ChainId(fields.Id(message.Chain, "chain")));

    public static Messages.CloseChain Write(CloseChain command) => new() { Chain = command.Chain.ToString() };
}
