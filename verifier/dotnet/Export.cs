using System.Text.Json;

namespace Croupier.Verifier;

/// <summary>Where a decision stands.</summary>
public sealed record Place(long Partition, long Block, long Entry, byte[] BlockHash, long UnixMs)
{
    internal static Place Parse(JsonElement json) =>
        new(json.Number("partition"), json.Number("block"), json.Number("entry"), json.Hash("blockHash"), json.Number("unixMs"));
}

public sealed record Receipt(string KeyId, byte[] Signature);

/// <summary>Rules as the document has them; the bytes are null when the platform no longer has them.</summary>
public sealed record ExportedRules(string Game, byte[] RulesHash, byte[]? Canonical);

/// <summary>Cash and bonus; the bonus is null where it was not kept.</summary>
public readonly record struct Purse(long Cash, long? Bonus)
{
    internal static Purse Parse(JsonElement json) => new(json.Amount("cash"), json.Optional("bonus") is null ? null : json.Amount("bonus"));
}

public sealed record ExportedRound(
    long Nonce,
    Guid Id,
    long Block,
    long Entry,
    long UnixMs,
    string Game,
    byte[] RulesHash,
    byte[] Choice,
    byte[] Outcome,
    Purse Stake,
    Purse Payout,
    string? Sources,
    Purse After,
    IReadOnlyList<long> Contributions,
    long Status)
{
    internal static ExportedRound Parse(JsonElement json) => new(
        json.Number("nonce"),
        json.Id("id"),
        json.Number("block"),
        json.Number("entry"),
        json.Number("unixMs"),
        json.Text("game"),
        json.Hash("rulesHash"),
        json.Bytes("choice"),
        json.Bytes("outcome"),
        Whole(json, "stake"),
        Whole(json, "payout"),
        json.OptionalText("sources"),
        Purse.Parse(json.Field("after")),
        [.. json.Items("contributions").Select(one => one.Amount("amount"))],
        json.Number("status"));

    private static Purse Whole(JsonElement json, string name) =>
        Purse.Parse(json.Field(name)) is { Bonus: not null } purse ? purse : throw new FormatException($"'{name}' has no bonus");
}

public sealed record ExportedChain(
    Guid Chain,
    byte[] SeedHash,
    Place? Opened,
    Receipt? Receipt,
    byte[]? ClientSeed,
    Place? Seeded,
    Place? Closed,
    string? Reason,
    byte[]? ServerSeed,
    IReadOnlyList<ExportedRound> Rounds)
{
    internal static ExportedChain Parse(JsonElement json) => new(
        json.Id("chain"),
        json.Hash("seedHash"),
        json.Optional("opened") is { } opened ? Place.Parse(opened) : null,
        json.Optional("receipt") is { } receipt ? new Receipt(receipt.Text("keyId"), receipt.Bytes("signature")) : null,
        json.OptionalBytes("clientSeed"),
        json.Optional("seeded") is { } seeded ? Place.Parse(seeded) : null,
        json.Optional("closed") is { } closed ? Place.Parse(closed) : null,
        json.Optional("closed") is { } why ? why.Text("reason") : null,
        json.OptionalBytes("serverSeed"),
        [.. json.Items("rounds").Select(ExportedRound.Parse)]);
}

/// <summary>A player's export (docs/fairness.md, "The export").</summary>
public sealed record Export(Guid Player, IReadOnlyList<ExportedChain> Chains, IReadOnlyList<ExportedRules> Rules, ReceiptKeys Keys)
{
    /// <summary>Throws <see cref="FormatException"/> with the field that is missing or wrong.</summary>
    public static Export Parse(string json)
    {
        var root = JsonFields.Document(json);
        if (root.Text("format") != "croupier-export/1")
        {
            throw new FormatException($"this is an export of another format: {root.Text("format")}");
        }

        return new Export(
            root.Id("player"),
            [.. root.Items("chains").Select(ExportedChain.Parse)],
            [.. root.Items("rules").Select(one => new ExportedRules(one.Text("game"), one.Hash("rulesHash"), one.OptionalBytes("canonicalRules")))],
            ReceiptKeys.Parse(root.Items("receiptKeys")));
    }
}
