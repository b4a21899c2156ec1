using System.Globalization;
using Croupier.Host.Dev;

namespace Croupier.Host.Cluster;

/// <summary>The aligned lines with which <c>start-cluster</c> says what runs where, and so what can be broken.</summary>
internal static class ClusterReport
{
    public static void Write(TextWriter output, ClusterPlatform cluster, TimeSpan took)
    {
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"The cluster is ready after {took.TotalSeconds:0.0} s. Ctrl-C stops everything; what else ends is started again."));
        Line(output, "player page", string.Join(" and ", cluster.Gateways));
        Line(output, "authority", $"{cluster.AuthorityFile}, which signed the page's certificate");
        Line(output, "demo player", $"{DemoPlayer.Email}, password in {cluster.DemoPlayerFile}; others wait for the operator");
        Line(output, "configuration", cluster.ConfigurationFile);
        Line(output, "PostgreSQL", $"primary {cluster.Database.PrimaryName} (process {cluster.Database.Primary.PostmasterPid}), standby {cluster.Database.StandbyName} (process {cluster.Database.Standby?.PostmasterPid})");
        if (cluster.Brokers?.Rabbit is { } brokers)
        {
            Line(output, "RabbitMQ", string.Join(", ", brokers.Endpoints.Select((endpoint, node) => $"node {node + 1} at port {endpoint.Port} (process {brokers.PidOf(node)})")));
        }

        foreach (var process in cluster.Processes)
        {
            Line(output, process.Part.Name, $"process {process.Pid}, metrics {process.Metrics}, log {process.LogFile}");
        }
    }

    private static void Line(TextWriter output, string what, string where) => output.WriteLine($"  {what,-14}{where}");
}
