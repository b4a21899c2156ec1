using System.Security.Cryptography;
using Croupier.Kernel.Bytes;
using Croupier.Kernel.Ports;

namespace Croupier.Kernel.Commands;

/// <summary>
/// A gateway's own key, and what may be done with it: attest what a player asked. The process of games has none, and so can ask for nothing in a player's name.
/// </summary>
public sealed class Attestor(uint gateway, ushort keyVersion, byte[] key)
{
    /// <summary>The request with the attestation that belongs to it.</summary>
    public PlayRequest Attest(PlayRequest request)
    {
        var writer = Attestation.Begin(gateway, keyVersion, CommandKind.PlayRound, request.Id, request.Player);
        writer.Id(request.Session.Value);
        writer.Hash(request.RulesHash);
        PlayRound.WriteRequest(writer, request.Game, request.Asset, request.Stake, request.Choice.Span, request.Chain, request.Nonce);
        return request with { Attestation = Sign(writer) };
    }

    public StepRequest Attest(StepRequest request)
    {
        var writer = Attestation.Begin(gateway, keyVersion, CommandKind.StepRound, request.Id, request.Player);
        StepRound.WriteRequest(writer, request.Round.Id, request.Round.Game, request.Step, request.Choice.Span, request.Added);
        return request with { Attestation = Sign(writer) };
    }

    public Attestation AttestWithdrawal(CommandId id, PlayerId player, AssetId asset, Money amount)
    {
        var writer = Attestation.Begin(gateway, keyVersion, CommandKind.RequestWithdrawal, id, player);
        Attestation.WriteAmount(writer, asset, amount);
        return Sign(writer);
    }

    private Attestation Sign(ByteWriter writer)
    {
        Span<byte> tag = stackalloc byte[Hash256.Size];
        HMACSHA256.HashData(key, writer.Written, tag);
        return new Attestation(gateway, keyVersion, new Hash256(tag));
    }
}
