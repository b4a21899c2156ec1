using Croupier.Host.Certificates;
using Croupier.Host.Config;
using Croupier.Host.Data;
using Croupier.Host.Secrets;
using Croupier.Host.Serve;
using Croupier.Kernel;
using Croupier.Platform.Log.Rabbit;
using Microsoft.Extensions.Logging.Abstractions;

namespace Croupier.Host.Migrate;

/// <summary>
/// The command log's exchanges and streams on the brokers, made as the operator that <c>log.credentials.operator</c> names. The brokers' users and their rights are the
/// brokers' administrator's to give: docs/roles/log.md says which.
/// </summary>
internal sealed class BrokerTopology(Configuration configuration, SecretStore secrets) : ITopology
{
    private IEnumerable<int> Partitions => Enumerable.Range(0, configuration.Ledger.Partitions);

    public async Task<IReadOnlyList<TopologyLine>> StatusAsync(CancellationToken cancellation)
    {
        var missing = await (await OpenAsync(cancellation)).StatusAsync(Partitions, cancellation);
        return missing.Count == 0
            ? [new TopologyLine("the log on RabbitMQ", "there", true)]
            : [.. missing.Select(what => new TopologyLine($"the log on RabbitMQ: {what}", "missing", false))];
    }

    public async Task UpAsync(TextWriter output, CancellationToken cancellation)
    {
        await (await OpenAsync(cancellation)).EnsureAsync(Partitions, cancellation);
        await output.WriteLineAsync($"the log on RabbitMQ: exchanges and streams of {configuration.Ledger.Partitions} partitions are there");
    }

    private async Task<RabbitTopology> OpenAsync(CancellationToken cancellation)
    {
        if (!configuration.Log.Credentials.TryGetValue(Role.Operator, out var credentials))
        {
            throw new EnvironmentException(ExitCode.Usage, "log.credentials.operator.password is missing: exchanges and streams are made as the operator");
        }

        var password = await secrets.OpenAsync("log.credentials.operator.password", credentials.Password, SecretFormats.Password, cancellation);
        var files = configuration.Certificates;
        var texts = CertificateTexts.Read(files.Certificate, files.Key, files.Authorities, configuration.Secrets.GroupReadable);
        var certificate = CertificateSet.Of(texts, TimeProvider.System.GetUtcNow()).Certificate;
        return new RabbitTopology(ServeLog.Rabbit(configuration.Log.Rabbit, () => RabbitLogin.ByPassword(credentials.User, password.Current, certificate)), NullLoggerFactory.Instance);
    }
}
