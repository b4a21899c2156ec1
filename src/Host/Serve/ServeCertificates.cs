using Croupier.Host.Certificates;
using Croupier.Host.Config;
using Microsoft.Extensions.Logging;

namespace Croupier.Host.Serve;

/// <summary>The certificates of this process: who it is to its peers, and what players see where a gateway is here.</summary>
internal static class ServeCertificates
{
    /// <summary>Throws <see cref="Data.EnvironmentException"/> unless it is good now and names every role of this process, and its number.</summary>
    public static CertificateFiles OpenPeers(Configuration configuration, TimeProvider clock, ILoggerFactory loggers)
    {
        var files = configuration.Certificates;
        return new CertificateFiles(
            "peers",
            () => CertificateTexts.Read(files.Certificate, files.Key, files.Authorities, configuration.Secrets.GroupReadable),
            set => CertificateNames.ExpectProcess(set.Certificate, configuration.TrustDomain, configuration.Roles, configuration.Instance),
            files.LookEvery,
            clock,
            loggers);
    }

    /// <summary>For a process that runs the gateway.</summary>
    public static CertificateFiles OpenPlayers(Configuration configuration, TimeProvider clock, ILoggerFactory loggers) => new(
        "players",
        () => CertificateTexts.Read(configuration.Gateway.Certificate!, configuration.Gateway.Key!, null, configuration.Secrets.GroupReadable),
        _ => { },
        configuration.Certificates.LookEvery,
        clock,
        loggers);
}
