using System.Buffers.Text;
using System.Text.Json;
using Croupier.Kernel;

namespace Croupier.Host.Verbs;

/// <summary>A round as <c>GET /api/v1/chains/{chain}</c> lists it; what is needed to derive it again.</summary>
internal sealed record ExportedRound(
    ChainId Chain, long Nonce, GameId Game, Hash256 RulesHash, byte[] Choice, byte[] Outcome, AssetId Asset, Money Stake, Money Payout, Status Status);

/// <summary>
/// A chain as <c>GET /api/v1/chains/{chain}</c> gives it (docs/protocol.md): hashes in hexadecimal, other bytes base64url without padding. Fields that a check does not
/// need are passed over.
/// </summary>
internal sealed record ChainExport(ChainId Chain, Hash256 SeedHash, byte[] ClientSeed, byte[]? ServerSeed, IReadOnlyList<ExportedRound> Rounds)
{
    /// <summary>Throws <see cref="FormatException"/> with the field that is missing or wrong.</summary>
    public static ChainExport Parse(string json)
    {
        using var document = Read(json);
        var root = document.RootElement;
        Expect(root, JsonValueKind.Object, "the export");
        var rounds = Field(root, "rounds");
        Expect(rounds, JsonValueKind.Array, "'rounds'");
        return new ChainExport(
            new ChainId(Id(root, "chain")),
            Hash(root, "seedHash"),
            Bytes(root, "clientSeed") ?? [],
            Bytes(root, "serverSeed"),
            [.. rounds.EnumerateArray().Select(ParseRound)]);
    }

    private static ExportedRound ParseRound(JsonElement round)
    {
        Expect(round, JsonValueKind.Object, "a round");
        return new ExportedRound(
            new ChainId(Id(round, "chain")),
            Integer(round, "nonce"),
            new GameId(Text(round, "game")),
            Hash(round, "rulesHash"),
            Bytes(round, "choice") ?? [],
            Bytes(round, "outcome") ?? [],
            new AssetId(Small(round, "asset")),
            new Money(Integer(round, "stake")),
            new Money(Integer(round, "payout")),
            (Status)Small(round, "status"));
    }

    private static JsonDocument Read(string json)
    {
        try
        {
            return JsonDocument.Parse(json);
        }
        catch (JsonException wrong)
        {
            throw new FormatException($"this is no JSON: {wrong.Message}", wrong);
        }
    }

    private static JsonElement Field(JsonElement of, string name) =>
        of.TryGetProperty(name, out var value) ? value : throw new FormatException($"'{name}' is missing");

    private static void Expect(JsonElement element, JsonValueKind kind, string what)
    {
        if (element.ValueKind != kind)
        {
            throw new FormatException($"{what} is no JSON {kind}");
        }
    }

    private static string Text(JsonElement of, string name)
    {
        var value = Field(of, name);
        return value.ValueKind == JsonValueKind.String ? value.GetString()! : throw new FormatException($"'{name}' is no text");
    }

    private static long Integer(JsonElement of, string name)
    {
        var value = Field(of, name);
        return value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number)
            ? number
            : throw new FormatException($"'{name}' is no whole number");
    }

    private static ushort Small(JsonElement of, string name) =>
        Integer(of, name) is >= 0 and <= ushort.MaxValue and var number ? (ushort)number : throw new FormatException($"'{name}' is out of range");

    private static Guid Id(JsonElement of, string name) =>
        Guid.TryParseExact(Text(of, name), "D", out var id) ? id : throw new FormatException($"'{name}' is no UUID");

    private static Hash256 Hash(JsonElement of, string name)
    {
        var text = Text(of, name);
        return text.Length == 2 * Hash256.Size && text.All(char.IsAsciiHexDigit)
            ? Hash256.Parse(text)
            : throw new FormatException($"'{name}' is not {2 * Hash256.Size} hexadecimal digits");
    }

    private static byte[]? Bytes(JsonElement of, string name)
    {
        if (!of.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        var text = Text(of, name);
        return Base64Url.IsValid(text) ? Base64Url.DecodeFromChars(text) : throw new FormatException($"'{name}' is no base64url");
    }
}
