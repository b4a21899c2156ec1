using System.Text.Json.Serialization;

namespace Croupier.Host.Sandbox;

/// <summary>Where a payment stands, as the provider sees it. Names are persisted.</summary>
internal enum SandboxPaymentState
{
    Open,
    Paid,
    Cancelled,
}

/// <summary>Where a payout or a refund stands. The names in lower case are what the API says.</summary>
internal enum SandboxAnswer
{
    Pending,
    Done,
    Refused,
}

/// <summary>One line of the journal. The newest line of a thing is what it is.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(SandboxPayment), "payment")]
[JsonDerivedType(typeof(SandboxPayout), "payout")]
[JsonDerivedType(typeof(SandboxRefund), "refund")]
internal abstract record SandboxRecord(string Key);

/// <summary>Amounts are in cents. <paramref name="Delivered"/>: the platform has answered the callback well.</summary>
internal sealed record SandboxPayment(
    string Key, string Reference, Guid Intent, Guid Player, int Asset, long Amount, Uri ReturnUrl, long ExpiresUnixMs, SandboxPaymentState State, long DecidedUnixMs, bool Delivered)
    : SandboxRecord(Key)
{
    /// <summary>Whether this asks for the same as an earlier request under the same key.</summary>
    public bool IsSameRequest(SandboxPayment other) =>
        (Intent, Player, Asset, Amount, ReturnUrl, ExpiresUnixMs) == (other.Intent, other.Player, other.Asset, other.Amount, other.ReturnUrl, other.ExpiresUnixMs);
}

internal sealed record SandboxPayout(string Key, string Reference, Guid Player, int Asset, long Amount, SandboxAnswer State) : SandboxRecord(Key);

internal sealed record SandboxRefund(string Key, string Payment, int Asset, long Amount, SandboxAnswer State) : SandboxRecord(Key);
