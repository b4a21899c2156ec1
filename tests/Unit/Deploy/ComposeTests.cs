namespace Croupier.Tests.Unit.Deploy;

/// <summary>deploy/compose against the roles table. `docker-compose config -q` checks the file's form; where it stands, docs/operations/deploy.md.</summary>
public sealed class ComposeTests
{
    private const string File = "deploy/compose/compose.yaml";
    private const string Configuration = "deploy/compose/croupier.yaml";

    private static readonly Yaml Compose = Yaml.Documents(File).Single();

    private static IEnumerable<(string Name, Yaml Service)> Services => Compose["services"].Pairs;

    private static IEnumerable<(string Name, Yaml Service)> Roles => Services.Where(s => Parts.Roles.Contains(Part(s.Name)));

    [Fact]
    public void Every_role_is_a_service_and_nobody_else_is()
    {
        string[] others = [.. Parts.Verbs, Parts.Broker, Parts.Database];
        Assert.Equal("", Parts.Difference(Parts.Roles.Concat(others), Services.Select(s => Part(s.Name))));
        Assert.All(Roles, s => Assert.Equal(["serve", "--role", Part(s.Name), "--config", "/etc/croupier/croupier.yaml"], s.Service["command"].Texts));
        Assert.All(new[] { "gateway", "games", "ledger", Parts.Database }, part => Assert.Equal(2, Services.Count(s => Part(s.Name) == part)));
        Assert.Equal(3, Services.Count(s => Part(s.Name) == Parts.Broker));
    }

    [Fact]
    public void Two_services_share_a_network_exactly_when_one_calls_the_other()
    {
        var shared = from one in Services
                     from other in Services
                     where string.CompareOrdinal(Part(one.Name), Part(other.Name)) < 0 && one.Service["networks"].Texts.Intersect(other.Service["networks"].Texts).Any()
                     select (Part(one.Name), Part(other.Name));
        var calls = Parts.Calls.Select(c => string.CompareOrdinal(c.Caller, c.Called) < 0 ? (c.Caller, c.Called) : (c.Called, c.Caller));
        Assert.Equal("", Parts.Difference(calls, shared));
    }

    [Fact]
    public void A_network_is_named_after_its_caller_and_its_called_and_only_two_lead_outside()
    {
        string[] others = ["database-database", "broker-broker", "outside-gateway", "wallet-outside"];
        Assert.Equal("", Parts.Difference(Parts.Calls.Select(c => $"{c.Caller}-{c.Called}").Concat(others), Compose["networks"].Keys));
        Assert.Equal(["outside-gateway", "wallet-outside"], Compose["networks"].Pairs.Where(n => n.Value["internal"].Text != "true").Select(n => n.Key).Order());
        foreach (var (name, service) in Services)
        {
            Assert.All(service["networks"].Texts, network => Assert.Contains(Part(name), network.Split('-')));
        }

        var subnets = Compose["networks"].Pairs.Select(n => n.Value.At("ipam.config").Items.Single()["subnet"].Text).ToList();
        Assert.Equal(subnets.Count, subnets.Distinct().Count());
    }

    [Fact]
    public void Nothing_is_root_or_may_write_to_its_image_or_gain_rights()
    {
        foreach (var (name, service) in Services)
        {
            Assert.True(service["user"].Text.Split(':') is [var user, var group] && int.Parse(user) > 0 && int.Parse(group) > 0, $"{name} is root");
            Assert.True(service["read_only"].Text == "true", $"{name} may write to its root");
            Assert.Equal(["ALL"], service["cap_drop"].Texts);
            Assert.Equal(["no-new-privileges:true"], service["security_opt"].Texts);
            Assert.False(service["privileged"].Exists, $"{name} is privileged");
        }
    }

    [Fact]
    public void Images_have_exact_tags_and_the_platforms_is_this_version()
    {
        Assert.All(Services, s => Assert.Matches(@"^[a-z]+:\d+\.\d+(\.\d+)?(-\w+)?$", s.Service["image"].Text));
        Assert.All(Services.Where(s => Parts.Roles.Concat(Parts.Verbs).Contains(Part(s.Name))), s => Assert.Equal($"croupier:{Parts.Version}", s.Service["image"].Text));
    }

    [Fact]
    public void Every_service_that_stays_is_asked_how_it_is_and_has_longer_than_its_drain_to_leave()
    {
        var drain = Parts.Time(Yaml.Documents(Configuration).Single()["drain_within"].Text);
        foreach (var (name, service) in Services.Where(s => !Parts.Verbs.Contains(s.Name)))
        {
            Assert.True(service.At("healthcheck.test").Items.Count() > 1, $"{name} has no healthcheck");
            Assert.True(Parts.Time(service["stop_grace_period"].Text) >= drain + TimeSpan.FromSeconds(5), $"{name} is killed while it drains");
        }

        Assert.All(Roles, s => Assert.Contains("healthcheck", s.Service.At("healthcheck.test").Texts));
    }

    [Fact]
    public void A_service_has_the_secrets_of_its_role_and_no_other()
    {
        var expected = Secrets.Expected(Configuration);
        foreach (var (name, service) in Services.Where(s => expected.ContainsKey(Part(s.Name))))
        {
            Assert.Equal(expected[Part(name)], service["secrets"].Texts.Order(StringComparer.Ordinal));
        }

        var used = Services.SelectMany(s => s.Service["secrets"].Items.Select(one => one["source"].Exists ? one["source"].Text : one.Text));
        Assert.Equal("", Parts.Difference(used, Compose["secrets"].Keys));
        Assert.All(Compose["secrets"].Pairs, s => Assert.Equal($"./made/secrets/{s.Key}", s.Value["file"].Text));
    }

    [Fact]
    public void Two_processes_of_a_role_have_two_numbers_and_two_certificates()
    {
        foreach (var role in Roles.GroupBy(s => Part(s.Name)))
        {
            var numbers = role.Select(s => s.Service.At("environment.CROUPIER_INSTANCE").Text).ToList();
            Assert.Equal(numbers.Count, numbers.Distinct().Count());
            Assert.Equal(
                numbers.Select(number => $"/etc/croupier/certificates/{role.Key}-{number}.key"),
                role.Select(s => s.Service.At("environment.CROUPIER_CERTIFICATES__KEY").Text));
        }
    }

    [Fact]
    public void The_configuration_names_every_process_of_every_role_that_is_called()
    {
        var peers = Yaml.Documents(Configuration).Single()["peers"];
        var called = Parts.Peers.Select(c => c.Called).Distinct();
        Assert.Equal("", Parts.Difference(called.Where(role => role != "gateway"), peers.Keys));
        Assert.All(peers.Pairs, p => Assert.Equal(Roles.Where(s => Part(s.Name) == p.Key).Select(s => $"{s.Name}:7443"), p.Value.Texts));
    }

    private static string Part(string service) => service.TrimEnd('1', '2', '3').TrimEnd('-');
}
