using System.Security.Cryptography.X509Certificates;
using Croupier.Host.Data;
using Croupier.Kernel;
using Microsoft.Extensions.Logging;

namespace Croupier.Host.Certificates;

/// <summary>
/// A certificate that is exchanged by exchanging its files, while the process runs: they are looked at now and then, and when they have changed and make a good set, new
/// connections use it. A set is used whole or not at all; files of no use change nothing, are logged and counted once. Connections that are open stay as they are.
/// </summary>
internal sealed class CertificateFiles : IDisposable
{
    private readonly Func<CertificateTexts> read;
    private readonly Action<CertificateSet> expect;
    private readonly TimeProvider clock;
    private readonly ILogger logger;
    private readonly CertificateMetrics metrics;
    private readonly ITimer timer;
    private readonly Lock looking = new();
    private readonly string name;
    private volatile CertificateSet current;
    private string fingerprint;
    private string lastFailure = "";

    /// <summary>Throws <see cref="EnvironmentException"/> when what is there now is of no use.</summary>
    /// <param name="name">Peers, or players: for logs and metrics.</param>
    /// <param name="expect">What more the set must be; throws <see cref="EnvironmentException"/>.</param>
    public CertificateFiles(string name, Func<CertificateTexts> read, Action<CertificateSet> expect, TimeSpan lookEvery, TimeProvider clock, ILoggerFactory loggers)
    {
        this.name = name;
        this.read = read;
        this.expect = expect;
        this.clock = clock;
        logger = loggers.CreateLogger<CertificateFiles>();
        (current, fingerprint) = Load(read());
        Certificate = () => current.Certificate;
        Authorities = () => current.Authorities;
        metrics = new CertificateMetrics(name, () => (current.Certificate.NotAfter.ToUniversalTime() - clock.GetUtcNow()).TotalSeconds);
        timer = clock.CreateTimer(_ => Look(), null, lookEvery, lookEvery);
    }

    public CertificateSet Current => current;

    /// <summary>The certificate for the next connection.</summary>
    public Func<X509Certificate2> Certificate { get; }

    /// <summary>The authorities for the next connection.</summary>
    public Func<X509Certificate2Collection> Authorities { get; }

    /// <summary>Looks at the files now. True when a new set is in use.</summary>
    public bool Look()
    {
        lock (looking)
        {
            try
            {
                var texts = read();
                if (texts.Fingerprint == fingerprint)
                {
                    return false;
                }

                (current, fingerprint) = Load(texts);
                lastFailure = "";
                metrics.Reloaded.Add(1, metrics.Name);
                logger.LogInformation("the certificate for {Name} was exchanged; it holds until {Until:u}", name, current.Certificate.NotAfter.ToUniversalTime());
                return true;
            }
            catch (Exception error) when (error is EnvironmentException or AggregateException)
            {
                if (lastFailure != error.Message)
                {
                    lastFailure = error.Message;
                    metrics.Failed.Add(1, metrics.Name);
                    logger.LogError("the files of the certificate for {Name} are of no use, and the last one is kept: {Reason}", name, error.Message);
                }

                return false;
            }
        }
    }

    public void Dispose()
    {
        timer.Dispose();
        metrics.Dispose();
    }

    private (CertificateSet Set, string Fingerprint) Load(CertificateTexts texts)
    {
        try
        {
            var set = CertificateSet.Of(texts, clock.GetUtcNow());
            expect(set);
            return (set, texts.Fingerprint);
        }
        catch (EnvironmentException error)
        {
            throw new EnvironmentException(error.Code, $"certificate for {name}: {error.Message}");
        }
    }
}
