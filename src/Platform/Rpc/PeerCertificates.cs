using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;

namespace Croupier.Platform.Rpc;

/// <summary>
/// Lets in by certificate, at the handshake: from our authorities, in its time, for a client's use, with the name of a configured peer. Everyone else is turned away
/// before the first byte of a request, logged with address and reason, and counted. Connections are never resumed: each proves its certificate anew, so that a name
/// that is taken off the table stays out after the process's next start.
/// </summary>
internal sealed class PeerCertificates(RpcListenerOptions options, TimeProvider clock, IRpcWatch watch, ILogger logger)
{
    public const string NoCertificate = "no certificate";
    public const string WrongTime = "expired or not yet valid";
    public const string WrongAuthority = "not from our authority";
    public const string WrongUse = "not for a client";
    public const string NoName = "without a name of ours";
    public const string UnknownPeer = "unknown caller";
    public const string TooMany = "too many connections";

    private const string ClientUse = "1.3.6.1.5.5.7.3.2";

    private volatile SslStreamCertificateContext ours = SslStreamCertificateContext.Create(options.Certificate(), null, offline: true);

    public SslServerAuthenticationOptions ForConnection(ConnectionContext connection) => new()
    {
        ServerCertificateContext = Ours(),
        ClientCertificateRequired = true,
        EnabledSslProtocols = SslProtocols.Tls13,
        AllowTlsResume = false,
        AllowRenegotiation = false,
        CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
        CertificateChainPolicy = Policy(),
        ApplicationProtocols = options.Http1 ? [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11] : [SslApplicationProtocol.Http2],
        RemoteCertificateValidationCallback = (_, certificate, chain, errors) => IsLetIn(certificate as X509Certificate2, chain, errors, connection),
    };

    /// <summary>Who a certificate names that was let in.</summary>
    public RpcPeer PeerOf(X509Certificate2 certificate) =>
        new([.. NamesOf(certificate)!.Where(options.IsKnown)], new DateTimeOffset(certificate.NotAfter.ToUniversalTime()));

    public void Refuse(ConnectionContext connection, string reason, string? name)
    {
        watch.Refused(reason);
        logger.LogWarning("a connection from {Address} is refused: {Reason} ({Name})", connection.RemoteEndPoint, reason, name ?? "no name");
    }

    /// <summary>Why the certificate is not let in, or null.</summary>
    public string? Judge(X509Certificate2? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (certificate is null || errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable))
        {
            return NoCertificate;
        }

        var flaws = chain?.ChainStatus.Aggregate(X509ChainStatusFlags.NoError, (all, one) => all | one.Status) ?? X509ChainStatusFlags.PartialChain;
        var otherFlaws = flaws & ~(X509ChainStatusFlags.NotTimeValid | X509ChainStatusFlags.NotValidForUsage);
        if (otherFlaws != X509ChainStatusFlags.NoError)
        {
            return WrongAuthority;
        }

        if (flaws.HasFlag(X509ChainStatusFlags.NotTimeValid))
        {
            return WrongTime;
        }

        // A certificate that names no use is one for every use, to the chain; here it must say that it is a client's.
        if (flaws != X509ChainStatusFlags.NoError
            || !certificate.Extensions.OfType<X509EnhancedKeyUsageExtension>().Any(e => e.EnhancedKeyUsages.Cast<Oid>().Any(o => o.Value == ClientUse)))
        {
            return WrongUse;
        }

        return NamesOf(certificate) is not { } names ? NoName
            : names.Any(options.IsKnown) ? null
            : UnknownPeer;
    }

    private bool IsLetIn(X509Certificate2? certificate, X509Chain? chain, SslPolicyErrors errors, ConnectionContext connection)
    {
        var reason = Judge(certificate, chain, errors);
        if (reason is not null)
        {
            Refuse(connection, reason, certificate is not null && NamesOf(certificate) is { } names ? string.Join('+', names) : null);
        }

        return reason is null;
    }

    private IReadOnlyList<string>? NamesOf(X509Certificate2 certificate) => PeerName.AllOf(certificate, options.TrustDomain, options.MaxNames);

    // Made anew only when the certificate is another one: each has its key prepared for many connections.
    private SslStreamCertificateContext Ours()
    {
        var now = options.Certificate();
        if (!ReferenceEquals(ours.TargetCertificate, now) && ours.TargetCertificate.Thumbprint != now.Thumbprint)
        {
            ours = SslStreamCertificateContext.Create(now, null, offline: true);
            logger.LogInformation("new connections are given the certificate that holds until {NotAfter:u}", now.NotAfter.ToUniversalTime());
        }

        return ours;
    }

    private X509ChainPolicy Policy()
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
            VerificationTime = clock.GetUtcNow().UtcDateTime,
            ApplicationPolicy = { new Oid(ClientUse) },
        };
        policy.CustomTrustStore.AddRange(options.Authorities());
        return policy;
    }
}
