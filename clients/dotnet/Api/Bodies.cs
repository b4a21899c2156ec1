using System.Buffers.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Croupier.Client.Api;

public sealed record Session(
    Guid Player, [property: JsonPropertyName("session")] Guid Id, string SessionKey, string AccessToken, long AccessTokenExpiresUnixMs, string RefreshToken)
{
    public byte[] SessionKeyBytes() => Base64Url.DecodeFromChars(SessionKey);

    /// <summary>Says whose, and no secret.</summary>
    public override string ToString() => $"Session {Id} of {Player}";
}

public sealed record Rtp(string Numerator, string Denominator, string Percent);

public sealed record Game(
    [property: JsonPropertyName("game")] string Id, string Title, string RulesHash, string RulesText, Rtp Rtp, int Asset, long MinStake, long MaxStake, long MaxPayoutMultiple, JsonElement Parameters);

public sealed record Wallet(int Asset, long Cash, long Bonus, long WithdrawalPending, long Block);

public sealed record Deposit(Guid Intent, int Asset, long Amount, string State, string PaymentUrl, long LapsesUnixMs);

public sealed record Round(
    Guid Id, long Block, int Entry, long UnixMs, string Game, string RulesHash, Guid Chain, long Nonce, string Choice, string Outcome, int Asset, long Stake, long Payout, long CashAfter, int Status, string StatusName);

public sealed record Rounds([property: JsonPropertyName("rounds")] IReadOnlyList<Round> Items, string? Next);

public sealed record Movement(Guid Command, long Block, int Entry, long UnixMs, string Reason, int Asset, long Amount, long CashAfter);

public sealed record Movements([property: JsonPropertyName("movements")] IReadOnlyList<Movement> Items, string? Next);

public sealed record Chain(
    [property: JsonPropertyName("chain")] Guid Id, Guid Session, string SeedHash, string? ClientSeed, bool Closed, string? ServerSeed, long OpenedUnixMs, IReadOnlyList<Round>? Rounds);

internal sealed record SignedUp(Guid Player);

internal sealed record Credentials(string Email, string Password);

internal sealed record RefreshRequest(string RefreshToken);

internal sealed record DepositRequest(Guid Id, int Asset, long Amount);

internal sealed record Error(int Status, string Name, string Message, uint RetryAfterMs);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Session))]
[JsonSerializable(typeof(IReadOnlyList<Game>))]
[JsonSerializable(typeof(Wallet))]
[JsonSerializable(typeof(Deposit))]
[JsonSerializable(typeof(Rounds))]
[JsonSerializable(typeof(Movements))]
[JsonSerializable(typeof(Chain))]
[JsonSerializable(typeof(IReadOnlyList<Chain>))]
[JsonSerializable(typeof(SignedUp))]
[JsonSerializable(typeof(Credentials))]
[JsonSerializable(typeof(RefreshRequest))]
[JsonSerializable(typeof(DepositRequest))]
[JsonSerializable(typeof(Error))]
internal sealed partial class ClientJson : JsonSerializerContext;
