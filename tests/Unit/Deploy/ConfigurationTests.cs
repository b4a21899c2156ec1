using Croupier.Host.Config;
using Croupier.Kernel;
using Croupier.Platform.Log.Rabbit;

namespace Croupier.Tests.Unit.Deploy;

/// <summary>The configurations in deploy/, read as each role's process reads them, and the broker's users as the log wants them.</summary>
public sealed class ConfigurationTests
{
    // What a service or an overlay sets.
    private static readonly Dictionary<string, string> Environment = new()
    {
        ["CROUPIER_INSTANCE"] = "1",
        ["CROUPIER_CERTIFICATES__CERTIFICATE"] = "/certificate.pem",
        ["CROUPIER_CERTIFICATES__KEY"] = "/certificate.key",
        ["CROUPIER_GATEWAY__ALLOWED_ORIGINS"] = "https://play.example.com",
        ["CROUPIER_GATEWAY__PAYMENT_ORIGIN"] = "https://provider.example.com",
        ["CROUPIER_WALLET__PROVIDER__ADDRESS"] = "https://api.provider.example.com",
        ["CROUPIER_WALLET__DEPOSIT_RETURN_URL"] = "https://play.example.com/",
    };

    [Theory]
    [InlineData("deploy/compose/croupier.yaml")]
    [InlineData("deploy/kubernetes/base/croupier.yaml")]
    public void Every_role_can_start_from_it_and_so_can_an_operators_verb(string file)
    {
        foreach (var role in RoleNames.Runnable.Values.Append(Role.Operator))
        {
            var (_, reading) = ConfigurationFile.Read(Path.Combine(RepositoryFolder.Root, file), [role], Environment);
            Assert.Empty(reading.Errors);
        }
    }

    [Fact]
    public void The_brokers_users_may_do_what_the_log_says_and_no_more()
    {
        static string Json(string pattern) => pattern.Replace(@"\", @"\\", StringComparison.Ordinal);
        var script = File.ReadAllText(Path.Combine(RepositoryFolder.Root, "deploy/compose/prepare"));
        Assert.Contains($"exchange='{Json(RabbitRights.Producer().Write)}'", script, StringComparison.Ordinal);
        Assert.Contains($"stream='{Json(RabbitRights.Ledger().Read)}'", script, StringComparison.Ordinal);
        Assert.Contains($"nothing='{Json(RabbitRights.Producer().Read)}'", script, StringComparison.Ordinal);
        Assert.Contains($"all='{Json(RabbitRights.Operator().Configure)}'", script, StringComparison.Ordinal);
    }
}
