using System.Text.Json.Serialization;

namespace Croupier.Platform.Gateway.Api;

internal sealed record Credentials(string Email, string Password);

internal sealed record RefreshRequest(string RefreshToken);

internal sealed record DepositRequest(string Id, int Asset, long Amount);

internal sealed record ErrorBody(int Status, string Name, string Message, uint RetryAfterMs);

internal sealed record SignedUpBody(string Player);

internal sealed record SessionBody(
    string Player, string Session, string SessionKey, string AccessToken, long AccessTokenExpiresUnixMs, string RefreshToken);

internal sealed record RtpBody(string Numerator, string Denominator, string Percent);

internal sealed record GameBody(
    string Game,
    string Title,
    string RulesHash,
    string RulesText,
    RtpBody Rtp,
    int Asset,
    long MinStake,
    long MaxStake,
    long MaxPayoutMultiple,
    System.Text.Json.JsonElement Parameters);

internal sealed record AssetBody(int Asset, string Symbol, int DisplayExponent, int LedgerExponent);

internal sealed record WalletBody(int Asset, long Cash, long Bonus, long WithdrawalPending, long Block);

internal sealed record DepositBody(string Intent, int Asset, long Amount, string State, string PaymentUrl, long LapsesUnixMs);

internal sealed record RoundBody(
    string Id,
    long Block,
    int Entry,
    long UnixMs,
    string Game,
    string RulesHash,
    string Chain,
    long Nonce,
    string Choice,
    string Outcome,
    int Asset,
    long Stake,
    long Payout,
    long CashAfter,
    int Status,
    string StatusName);

internal sealed record RoundsBody(IReadOnlyList<RoundBody> Rounds, string? Next);

internal sealed record MovementBody(string Command, long Block, int Entry, long UnixMs, string Reason, int Asset, long Amount, long CashAfter);

internal sealed record MovementsBody(IReadOnlyList<MovementBody> Movements, string? Next);

internal record ChainBody(string Chain, string Session, string SeedHash, string? ClientSeed, bool Closed, string? ServerSeed, long OpenedUnixMs);

internal sealed record ChainWithRoundsBody(
    string Chain, string Session, string SeedHash, string? ClientSeed, bool Closed, string? ServerSeed, long OpenedUnixMs, IReadOnlyList<RoundBody> Rounds)
    : ChainBody(Chain, Session, SeedHash, ClientSeed, Closed, ServerSeed, OpenedUnixMs);

/// <summary>The API's JSON, generated at build time. Strict: an unknown, missing, null or doubled property is refused, because a typing error in a request about money is not to be guessed at.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    MaxDepth = 64)]
[JsonSerializable(typeof(Credentials))]
[JsonSerializable(typeof(RefreshRequest))]
[JsonSerializable(typeof(DepositRequest))]
[JsonSerializable(typeof(ErrorBody))]
[JsonSerializable(typeof(SignedUpBody))]
[JsonSerializable(typeof(SessionBody))]
[JsonSerializable(typeof(IReadOnlyList<GameBody>))]
[JsonSerializable(typeof(IReadOnlyList<AssetBody>))]
[JsonSerializable(typeof(WalletBody))]
[JsonSerializable(typeof(DepositBody))]
[JsonSerializable(typeof(RoundsBody))]
[JsonSerializable(typeof(MovementsBody))]
[JsonSerializable(typeof(IReadOnlyList<ChainBody>))]
[JsonSerializable(typeof(ChainWithRoundsBody))]
internal sealed partial class ApiJson : JsonSerializerContext;
