using System.CommandLine;
using System.Net;
using Croupier.Host.Certificates;
using Croupier.Host.Config;
using Croupier.Host.Data;
using Croupier.Host.Secrets;
using Croupier.Kernel;

namespace Croupier.Host.Verbs;

/// <summary><c>croupier certs authority|issue|show</c>: the platform's own certificates. docs/operations/secrets-and-certificates.md</summary>
internal static class CertsVerb
{
    private const int AuthorityDays = 3650;
    private const int LeafDays = 7;

    private static readonly Option<string> Out = new("--out") { Description = "The folder that the files go to.", Required = true };
    private static readonly Option<string> TrustDomain = new("--trust-domain") { Description = "The domain in the names, spiffe://DOMAIN/ROLE.", Required = true };
    private static readonly Option<string[]> Dns = new("--dns") { Description = "A host name. For an authority: a domain, with all names below it, besides the trust domain. May be given again.", AllowMultipleArgumentsPerToken = true };
    private static readonly Option<string[]> Network = new("--network") { Description = "A network, such as 10.0.0.0/8, in whose addresses names may be; without one: in none. May be given again.", AllowMultipleArgumentsPerToken = true };
    private static readonly Option<string[]> Address = new("--ip") { Description = "An IP address. May be given again.", AllowMultipleArgumentsPerToken = true };
    private static readonly Option<string> Authority = new("--authority") { Description = "The authority's folder.", Required = true };
    private static readonly Option<string?> Roles = RoleOption.Roles();
    private static readonly Option<string?> Name = new("--name") { Description = "Instead of roles: the name of a program that calls the ledger API." };
    private static readonly Option<int?> Instance = new("--instance") { Description = "The number of the process, as its configuration has it (instance): in the names of the certificate, and of the files. Without it the certificate is any process's of the role." };
    private static readonly Option<int?> Days = new("--days") { Description = $"For how many days. Without it {LeafDays}, or {AuthorityDays} for an authority." };
    private static readonly Option<int?> Hours = new("--hours") { Description = "For how many hours, instead of days." };
    private static readonly Argument<string> File = new("FILE") { Description = "Certificates in PEM." };

    public static Command Create()
    {
        var authority = new Command("authority", "Make a private authority that may sign for one trust domain alone.") { Out, TrustDomain, Dns, Network, Days };
        authority.SetAction((parsed, _) => SaidOnce.RunAsync(async () =>
        {
            var constraints = new NameConstraints(
                Domain(parsed.GetValue(TrustDomain)!, "--trust-domain"),
                [.. new[] { Domain(parsed.GetValue(TrustDomain)!, "--trust-domain") }.Concat((parsed.GetValue(Dns) ?? []).Select(d => Domain(d, "--dns"))).Distinct()],
                [.. (parsed.GetValue(Network) ?? []).Select(n => IPNetwork.TryParse(n, out var network) ? network : throw Wrong($"--network: '{n}' is no network, such as 10.0.0.0/8"))]);
            using var made = CertificateAuthority.Create(parsed.GetValue(Out)!, constraints, TimeProvider.System.GetUtcNow(), TimeSpan.FromDays(Positive(parsed.GetValue(Days), "--days") ?? AuthorityDays));
            await Console.Out.WriteLineAsync($"made {CertificateAuthority.CertificateFile}, which every process is given, and {CertificateAuthority.KeyFile}, which none is, in {parsed.GetValue(Out)}");
            return ExitCode.Ok;
        }));
        var issue = new Command("issue", "Issue the certificate of one process.") { Authority, Roles, Name, Instance, Out, Days, Hours, Dns, Address };
        issue.SetAction((parsed, _) => SaidOnce.RunAsync(async () =>
        {
            var names = NamesOf(RoleOption.Parse(parsed.GetValue(Roles)), parsed.GetValue(Name), parsed.GetValue(Instance), parsed.GetValue(Dns) ?? [], parsed.GetValue(Address) ?? []);
            var validFor = Positive(parsed.GetValue(Hours), "--hours") is { } hours ? TimeSpan.FromHours(hours) : TimeSpan.FromDays(Positive(parsed.GetValue(Days), "--days") ?? LeafDays);
            await Console.Out.WriteLineAsync(Issue(parsed.GetValue(Authority)!, parsed.GetValue(Out)!, names, TimeProvider.System.GetUtcNow(), validFor));
            return ExitCode.Ok;
        }));
        var show = new Command("show", "Print names and validity; ends with 1 when one has expired.") { File };
        show.SetAction((parsed, _) => SaidOnce.RunAsync(() => Task.FromResult(CertificateText.Show(parsed.GetValue(File)!, TimeProvider.System.GetUtcNow(), Console.Out))));
        return new Command("certs", "The platform's own certificates.") { authority, issue, show };
    }

    /// <summary>Writes NAME.key, NAME.pem and authority.pem, the key first: whoever looks between finds a pair that does not fit, and looks again.</summary>
    internal static string Issue(string authorityFolder, string folder, LeafNames names, DateTimeOffset now, TimeSpan validFor)
    {
        using var authority = CertificateAuthority.Load(authorityFolder);
        var (certificate, key) = authority.Issue(names, now, validFor);
        using (certificate)
        {
            Directory.CreateDirectory(folder);
            PrivateFile.Write(Path.Combine(folder, names.Subject + ".key"), key);
            Replace(Path.Combine(folder, names.Subject + ".pem"), certificate.ExportCertificatePem() + "\n");
            Replace(Path.Combine(folder, CertificateAuthority.CertificateFile), authority.CertificatePem);
            return $"issued {names.Subject}.pem and {names.Subject}.key in {folder}: {string.Join(", ", CertificateNames.Uris(certificate))}, until {certificate.NotAfter.ToUniversalTime():u}";
        }
    }

    internal static LeafNames NamesOf(IReadOnlyList<Role>? roles, string? name, int? instance, IReadOnlyList<string> dns, IReadOnlyList<string> addresses)
    {
        if ((roles is null) == (name is null))
        {
            throw Wrong("certs issue wants --role ROLES, or --name NAME of a program that calls the ledger API");
        }

        if (name is not null && (!Kinds.Name(32).Parse(name).Is || RoleNames.Runnable.ContainsKey(name.TrimEnd([.. "0123456789"]).TrimEnd('-'))))
        {
            throw Wrong($"--name: '{name}' is not {Kinds.Name(32).Expected}, or is a role's");
        }

        Positive(instance, "--instance");
        var number = instance is null ? "" : $"-{instance}";
        return new LeafNames(
            name ?? string.Join('-', roles!.Select(RoleNames.Of)) + number,
            name is not null ? [name] : [.. roles!.Select(role => CertificateNames.WordOf(role, instance))],
            [.. dns.Select(d => Domain(d, "--dns"))],
            [.. addresses.Select(a => IPAddress.TryParse(a, out var address) ? address : throw Wrong($"--ip: '{a}' is no address"))]);
    }

    private static void Replace(string path, string text)
    {
        System.IO.File.WriteAllText(path + ".new", text);
        System.IO.File.Move(path + ".new", path, overwrite: true);
    }

    private static string Domain(string text, string option) =>
        Uri.CheckHostName(text) == UriHostNameType.Dns && text.All(c => c is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '-' or '.')
            ? text
            : throw Wrong($"{option}: '{text}' is no name in small letters, such as croupier.example");

    private static int? Positive(int? number, string option) => number is null or > 0 ? number : throw Wrong($"{option} is 1 or more");

    private static EnvironmentException Wrong(string message) => new(ExitCode.Usage, message);
}
