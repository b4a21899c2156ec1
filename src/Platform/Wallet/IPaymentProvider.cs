using Croupier.Kernel;

namespace Croupier.Platform.Wallet;

/// <summary>Asks for a page where the player pays. Amounts are in display units (cents), as providers count.</summary>
public sealed record PaymentRequest(PlayerId Player, CommandId Intent, AssetId Asset, long AmountMinor, Uri ReturnUrl, long ExpiresUnixMs);

/// <summary>The provider's name for the payment, and where the player's browser goes.</summary>
public sealed record PaymentPage(string Reference, Uri Url);

/// <summary>Pays a player. <paramref name="Key"/> makes it happen once, however often it is asked.</summary>
public sealed record PayoutRequest(string Key, PlayerId Player, AssetId Asset, long AmountMinor);

/// <summary>Gives a payment back. <paramref name="Key"/> makes it happen once, however often it is asked.</summary>
public sealed record RefundRequest(string Key, string PaymentReference, AssetId Asset, long AmountMinor);

/// <summary>What a provider says of a payout or a refund. Only these words are answers; anything else is an exception, and the fate is unknown.</summary>
public enum ProviderAnswer
{
    /// <summary>The provider knows no request under this key: it was never received.</summary>
    NotFound,

    /// <summary>Received, not yet decided.</summary>
    Pending,

    Done,

    /// <summary>Refused for ever: no money moved, and none will.</summary>
    Refused,
}

/// <summary>What a provider says of a payout, and its own name for it; empty when it has given none.</summary>
public readonly record struct PayoutAnswer(ProviderAnswer Answer, string Reference = "");

/// <summary>The provider could not be asked, or its answer can't be understood: what it has done is unknown.</summary>
public sealed class ProviderUnavailableException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>
/// Someone outside who takes and pays real money. Every call that moves money carries a key and may be repeated with it; every method throws
/// <see cref="ProviderUnavailableException"/> when the answer is not known. Confirmed payments come by signed callback, not from here.
/// </summary>
public interface IPaymentProvider
{
    /// <summary>The name in the callback's address: 1–32 of a–z, 0–9 and hyphen.</summary>
    string Name { get; }

    /// <summary>The provider's number in the books: the sub-account of its clearing account. Never changes.</summary>
    uint Number { get; }

    /// <summary>The same intent gets the same page.</summary>
    Task<PaymentPage> CreatePaymentAsync(PaymentRequest request, CancellationToken cancellation);

    Task<PayoutAnswer> PayOutAsync(PayoutRequest request, CancellationToken cancellation);

    Task<PayoutAnswer> PayoutStatusAsync(string key, CancellationToken cancellation);

    Task<ProviderAnswer> RefundAsync(RefundRequest request, CancellationToken cancellation);

    Task<ProviderAnswer> RefundStatusAsync(string key, CancellationToken cancellation);
}
