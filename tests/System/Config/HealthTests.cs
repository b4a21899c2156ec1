using System.Net;
using Croupier.Host.Health;
using Croupier.Host.Metrics;
using Croupier.Host.Verbs;

namespace Croupier.Tests.System.Config;

/// <summary>What probes are told by a listener that runs.</summary>
public sealed class HealthTests
{
    [Fact]
    public async Task Alive_always_and_ready_when_every_role_is()
    {
        var roles = new List<RoleHealth> { new("games", true, null), new("ledger", false, "partition 0 is led elsewhere") };
        await using var endpoint = await MetricsEndpoint.StartAsync(IPAddress.Loopback, 0, () => roles, default);

        Assert.Equal(ExitCode.Ok, (await AskAsync(endpoint.Address, "/healthz")).Code);
        var (notYet, why) = await AskAsync(endpoint.Address, "/readyz");
        Assert.Equal(ExitCode.CheckFailed, notYet);
        Assert.Contains("{\"role\":\"ledger\",\"reason\":\"partition 0 is led elsewhere\"}", why, StringComparison.Ordinal);

        roles[1] = new("ledger", true, null);
        Assert.Equal(ExitCode.Ok, (await AskAsync(endpoint.Address, "/readyz")).Code);
        Assert.Equal(ExitCode.CheckFailed, (await AskAsync(endpoint.Address, "/elsewhere")).Code);
    }

    [Fact]
    public async Task A_process_that_is_not_there_is_not_ready()
    {
        Uri gone;
        await using (var endpoint = await MetricsEndpoint.StartAsync(IPAddress.Loopback, 0, () => [], default))
        {
            gone = endpoint.Address;
        }

        Assert.Equal(ExitCode.CheckFailed, (await AskAsync(gone, "/readyz")).Code);
    }

    private static async Task<(ExitCode Code, string Output)> AskAsync(Uri origin, string path)
    {
        var output = new StringWriter();
        return (await HealthcheckVerb.AskAsync(new Uri(origin, path), output, default), output.ToString());
    }
}
