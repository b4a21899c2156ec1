using System.Security.Cryptography.X509Certificates;

namespace Croupier.Host.Sandbox;

/// <summary>What the sandbox provider is told.</summary>
public sealed record SandboxOptions
{
    /// <summary>On loopback; 0 takes any free one.</summary>
    public int Port { get; init; }

    /// <summary>The server certificate for <c>localhost</c>, with its private key.</summary>
    public required X509Certificate2 Certificate { get; init; }

    /// <summary>The authority that the platform's own certificate must come from.</summary>
    public required X509Certificate2 Authority { get; init; }

    /// <summary>What the platform must show as its bearer token, at least 16 characters.</summary>
    public required string ApiKey { get; init; }

    /// <summary>Where callbacks are sent: the platform's <c>/callbacks/sandbox</c>.</summary>
    public required Uri CallbackUrl { get; init; }

    public required string CallbackKeyId { get; init; }

    /// <summary>The key of the callbacks' signature, at least 32 bytes.</summary>
    public required byte[] CallbackKey { get; init; }

    /// <summary>Where payments, payouts and refunds are kept over a restart. Its folder exists.</summary>
    public required string StateFile { get; init; }

    /// <summary>The first pause before a callback is sent again; it doubles to a minute.</summary>
    public TimeSpan FirstRetry { get; init; } = TimeSpan.FromSeconds(1);
}
