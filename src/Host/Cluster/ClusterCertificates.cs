using Croupier.Host.Certificates;
using Croupier.Host.Data;
using Croupier.Host.Verbs;
using Croupier.Kernel;

namespace Croupier.Host.Cluster;

/// <summary>
/// The cluster's authority and its certificates, made as <c>certs</c> makes them: one for each process, which takes a new one up while it runs, and those of brokers,
/// players' page and payment provider.
/// </summary>
internal sealed class ClusterCertificates(DataFolder folder, IReadOnlyList<ClusterPart> parts, TimeProvider clock)
{
    public const string TrustDomain = "croupier.cluster";

    private const string Broker = "broker";
    private const string Page = "player-page";
    private const string Provider = "payments";

    private static readonly TimeSpan AuthorityLife = TimeSpan.FromDays(3650);

    // Servers that don't take a new one up while they run.
    private static readonly TimeSpan ServerLife = TimeSpan.FromDays(365);

    /// <summary>Of the processes. They are renewed well before.</summary>
    private static readonly TimeSpan ProcessLife = TimeSpan.FromDays(7);

    private string AuthorityFolder => folder.File("authority");

    private string Folder => folder.File("certificates");

    public string AuthorityFile => PathOf(CertificateAuthority.CertificateFile);

    public (string Certificate, string Key) OfBroker => FilesOf(Broker);

    public (string Certificate, string Key) OfPage => FilesOf(Page);

    public (string Certificate, string Key) OfProvider => FilesOf(Provider);

    /// <summary>Of whoever migrates, and gives the operator's commands.</summary>
    public (string Certificate, string Key) OfOperator => FilesOf("operator-1");

    public (string Certificate, string Key) Of(ClusterPart part) => FilesOf(part.Name);

    /// <summary>What is missing is made. Processes get new certificates at every start, and servers when theirs would end within a month.</summary>
    public void Ensure()
    {
        if (!File.Exists(Path.Combine(AuthorityFolder, CertificateAuthority.KeyFile)))
        {
            CertificateAuthority.Create(AuthorityFolder, new NameConstraints(TrustDomain, [TrustDomain, "localhost"], []), clock.GetUtcNow(), AuthorityLife).Dispose();
        }

        foreach (var server in new[] { Broker, Page, Provider })
        {
            if (!File.Exists(PathOf(server + ".pem")) || File.GetLastWriteTimeUtc(PathOf(server + ".pem")) < clock.GetUtcNow() - (ServerLife - TimeSpan.FromDays(30)))
            {
                Issue(CertsVerb.NamesOf(null, server, 1, ["localhost"], []), ServerLife);
            }
        }

        IssueProcesses();
    }

    public void IssueProcesses()
    {
        Issue(CertsVerb.NamesOf([Role.Operator], null, 1, [], []), ProcessLife);
        foreach (var part in parts)
        {
            Issue(CertsVerb.NamesOf([part.Role], null, part.Instance, [], []), ProcessLife);
        }
    }

    private void Issue(LeafNames names, TimeSpan life) => CertsVerb.Issue(AuthorityFolder, Folder, names, clock.GetUtcNow(), life);

    private (string Certificate, string Key) FilesOf(string name) => (PathOf(name + ".pem"), PathOf(name + ".key"));

    private string PathOf(string file) => Path.Combine(Folder, file);
}
