using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Croupier.Kernel;
using Croupier.Kernel.Commands;
using Croupier.Kernel.Ports;

namespace Croupier.Platform.Gateway.Api;

/// <summary>
/// Writes an export, piece by piece: bytes in hexadecimal, amounts as decimal texts, and at the end the rules of every round that was written. The unrevealed seed of an
/// open chain has no way in here: <see cref="ChainView.ServerSeed"/> is written for a closed chain only.
/// </summary>
internal sealed class ExportWriter(Utf8JsonWriter json, IReadOnlyList<GameRules> known)
{
    public const string Format = "croupier-export/1";

    private readonly Dictionary<(GameId Game, Hash256 RulesHash), GameRules?> used = [];

    public void Begin(PlayerId player, long unixMs)
    {
        json.WriteStartObject();
        json.WriteString("format", Format);
        json.WriteString("player", player.Value);
        json.WriteNumber("exportedUnixMs", unixMs);
        json.WriteStartArray("chains");
    }

    public void Chain(ChainView chain, IReadOnlyList<RoundView> rounds)
    {
        json.WriteStartObject();
        json.WriteString("chain", chain.Chain.Value);
        json.WriteString("session", chain.Session.Value);
        json.WriteString("seedHash", chain.SeedHash.ToString());
        Place("opened", chain.Player.Partition, chain.OpenedAt);
        Receipt(chain.Receipt);
        Bytes("clientSeed", chain.ClientSeed.IsEmpty ? default(ReadOnlyMemory<byte>?) : chain.ClientSeed);
        Place("seeded", chain.Player.Partition, chain.SeededAt);
        Place("closed", chain.Player.Partition, chain.ClosedAt, chain.End);
        Bytes("serverSeed", chain is { Closed: true, ServerSeed: { } seed } ? seed : default(ReadOnlyMemory<byte>?));
        json.WriteStartArray("rounds");
        foreach (var round in rounds)
        {
            Round(round);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    public void End(IReadOnlyList<ReceiptKey> keys, ChainId? next)
    {
        json.WriteEndArray();
        json.WriteStartArray("rules");
        foreach (var ((game, hash), rules) in used)
        {
            json.WriteStartObject();
            json.WriteString("game", game.Name);
            json.WriteString("rulesHash", hash.ToString());
            Bytes("canonicalRules", rules?.CanonicalRules);
            json.WritePropertyName("parameters");
            json.WriteRawValue(rules?.ParametersJson ?? "null");
            json.WriteEndObject();
        }

        json.WriteEndArray();
        Keys(json, "receiptKeys", keys);
        json.WriteString("next", next?.ToString());
        json.WriteEndObject();
    }

    /// <summary>As RFC 7517 has them.</summary>
    public static void Keys(Utf8JsonWriter json, string name, IReadOnlyList<ReceiptKey> keys)
    {
        json.WriteStartArray(name);
        foreach (var one in keys)
        {
            using var key = ECDsa.Create();
            key.ImportSubjectPublicKeyInfo(one.PublicKey.Span, out _);
            var point = key.ExportParameters(false).Q;
            json.WriteStartObject();
            json.WriteString("kty", "EC");
            json.WriteString("crv", "P-256");
            json.WriteString("use", "sig");
            json.WriteString("alg", "ES256");
            json.WriteString("kid", one.KeyId);
            json.WriteString("x", Base64Url.EncodeToString(point.X));
            json.WriteString("y", Base64Url.EncodeToString(point.Y));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private void Round(RoundView round)
    {
        used.TryAdd((round.Game, round.RulesHash), known.FirstOrDefault(rules => rules.Game == round.Game && rules.RulesHash == round.RulesHash));
        var decided = round.Status == Status.Accepted;
        json.WriteStartObject();
        json.WriteNumber("nonce", round.Nonce);
        json.WriteString("id", round.Round.Value);
        json.WriteNumber("block", round.BlockSequence);
        json.WriteNumber("entry", round.EntryIndex);
        json.WriteNumber("unixMs", round.UnixMs);
        json.WriteString("game", round.Game.Name);
        json.WriteString("rulesHash", round.RulesHash.ToString());
        Bytes("choice", round.Choice);
        Bytes("outcome", decided ? round.Outcome : []);
        json.WriteNumber("asset", round.Asset.Code);
        Split("stake", round.Stake - round.StakeBonus, round.StakeBonus);
        Split("payout", decided ? round.Payout - round.PayoutBonus : Money.Zero, decided ? round.PayoutBonus : Money.Zero);
        json.WriteString("sources", round.Sources is { } sources ? Name(sources) : null);
        Split("after", round.CashAfter, round.BonusAfter);
        json.WriteStartArray("contributions");
        foreach (var contribution in round.Contributions)
        {
            json.WriteStartObject();
            json.WriteNumber("kind", (ushort)contribution.Kind);
            json.WriteNumber("sub", contribution.Sub);
            json.WriteString("amount", Text(contribution.Amount));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteNumber("status", (ushort)round.Status);
        json.WriteEndObject();
    }

    private void Place(string name, int partition, BlockPlace? place, ChainEnd end = ChainEnd.None)
    {
        if (place is not { } at)
        {
            json.WriteNull(name);
            return;
        }

        json.WriteStartObject(name);
        json.WriteNumber("partition", partition);
        json.WriteNumber("block", at.Block);
        json.WriteNumber("entry", at.Entry);
        json.WriteString("blockHash", at.BlockHash.ToString());
        json.WriteNumber("unixMs", at.UnixMs);
        if (end != ChainEnd.None)
        {
            json.WriteString("reason", end switch { ChainEnd.Rounds => "rounds", ChainEnd.Time => "time", _ => "player" });
        }

        json.WriteEndObject();
    }

    private void Receipt(CommitmentSignature? receipt)
    {
        if (receipt is null)
        {
            json.WriteNull("receipt");
            return;
        }

        json.WriteStartObject("receipt");
        json.WriteString("keyId", receipt.KeyId);
        Bytes("signature", receipt.Signature);
        json.WriteEndObject();
    }

    private void Split(string name, Money cash, Money? bonus)
    {
        json.WriteStartObject(name);
        json.WriteString("cash", Text(cash));
        json.WriteString("bonus", bonus is { } known ? Text(known) : null);
        json.WriteEndObject();
    }

    private void Bytes(string name, ReadOnlyMemory<byte>? bytes) => json.WriteString(name, bytes is { } some ? Convert.ToHexStringLower(some.Span) : null);

    private static string Text(Money amount) => amount.Units.ToString(CultureInfo.InvariantCulture);

    private static string Name(SourceOrder order) => order switch
    {
        SourceOrder.CashOnly => "cash",
        SourceOrder.BonusThenCash => "bonus-cash",
        SourceOrder.CashThenBonus => "cash-bonus",
        _ => throw new ArgumentOutOfRangeException(nameof(order), order, "no such order"),
    };
}
