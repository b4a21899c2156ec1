using System.Text.Json;
using System.Text.Json.Serialization;
using Croupier.Kernel;

namespace Croupier.Platform.Wallet;

/// <summary>
/// The body of a provider's callback, once its signature holds. <paramref name="Amount"/> is in display units (cents); <paramref name="UnixMs"/> is when the
/// provider says it happened.
/// </summary>
internal sealed record PaymentNotice(string Event, string Payment, Guid Intent, Guid Player, int Asset, long Amount, long UnixMs)
{
    public const string Succeeded = "payment.succeeded";
    public const string Cancelled = "payment.cancelled";

    public const int MaxBytes = 16_384;

    private const int MaxReferenceLength = 128;

    /// <summary>A provider's clock may be ahead of ours by this.</summary>
    private const long AheadMs = 300_000;

    private static readonly JsonSerializerOptions Strict = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        AllowDuplicateProperties = false,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        NumberHandling = JsonNumberHandling.Strict,
        MaxDepth = 4,
    };

    /// <summary>Null for what no provider of ours sends: members missing or twice, an event we don't know, an amount or time out of range.</summary>
    public static PaymentNotice? Read(ReadOnlySpan<byte> body, long nowUnixMs)
    {
        PaymentNotice? notice;
        try
        {
            notice = JsonSerializer.Deserialize<PaymentNotice>(body, Strict);
        }
        catch (JsonException)
        {
            return null;
        }

        return notice is not null
            && notice.Event is Succeeded or Cancelled
            && notice.Payment.Length is > 0 and <= MaxReferenceLength
            && notice.Payment.All(c => c is > ' ' and < (char)0x7F)
            && notice.Asset is > 0 and <= ushort.MaxValue
            && Assets.Find(notice.AssetId) is { } asset
            && notice.Amount > 0
            && notice.Amount <= Money.MaxAmount.Units / asset.DisplayStep
            && notice.UnixMs >= 0
            && notice.UnixMs <= nowUnixMs + AheadMs
            ? notice
            : null;
    }

    [JsonIgnore]
    public AssetId AssetId => new((ushort)Asset);

    [JsonIgnore]
    public Money Units => Assets.Find(AssetId)!.FromMinor(Amount);
}
