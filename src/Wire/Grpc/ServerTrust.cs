using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Croupier.Wire.Grpc;

/// <summary>
/// Judges a server's certificate at the handshake, against the authorities of that moment: from one of them, in its time, for a server's use, and of the host that was
/// called; or, where the options say who the peer must be, of that peer, whatever its host is called.
/// </summary>
internal sealed class ServerTrust(GrpcChannelOptions options)
{
    private const string ServerUse = "1.3.6.1.5.5.7.3.1";

    public bool Accepts(X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        var reason = Judge(certificate as X509Certificate2, chain, errors);
        if (reason is not null)
        {
            options.OnUntrusted?.Invoke(reason);
        }

        return reason is null;
    }

    private string? Judge(X509Certificate2? certificate, X509Chain? sent, SslPolicyErrors errors)
    {
        if (certificate is null)
        {
            return "the peer has no certificate";
        }

        using var chain = new X509Chain();
        var policy = chain.ChainPolicy;
        policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        policy.RevocationMode = X509RevocationMode.NoCheck;
        policy.DisableCertificateDownloads = true;
        policy.CustomTrustStore.AddRange(options.Authorities());
        policy.ExtraStore.AddRange(sent?.ChainPolicy.ExtraStore ?? []);
        policy.ApplicationPolicy.Add(new Oid(ServerUse));
        if (!chain.Build(certificate))
        {
            var flaws = chain.ChainStatus.Aggregate(X509ChainStatusFlags.NoError, (all, one) => all | one.Status);
            return (flaws & ~(X509ChainStatusFlags.NotTimeValid | X509ChainStatusFlags.NotValidForUsage)) != 0 ? "the peer's certificate is not from our authority"
                : flaws.HasFlag(X509ChainStatusFlags.NotTimeValid) ? "the peer's certificate is expired or not yet valid"
                : "the peer's certificate is not for a server";
        }

        return options.WhyNotThePeer is { } whyNot ? whyNot(certificate)
            : errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch) ? "the peer's certificate is of another host"
            : null;
    }
}
