using Croupier.Host.Config;

namespace Croupier.Tests.Unit.Host.Config;

public sealed class ConfigurationTests
{
    [Fact]
    public void A_process_is_configured_with_what_its_roles_need_and_nothing_more()
    {
        var (configuration, reading) = Yaml.Read(Yaml.Games);

        Assert.Empty(reading.Errors);
        Assert.Equal([Role.Games], configuration.Roles);
        Assert.Equal(["ledger-1:7443", "ledger-2:7443"], configuration.Peers[Role.Ledger]);
        Assert.Equal("/etc/croupier/c.pem", configuration.Certificates.Certificate);
        Assert.Equal("/etc/croupier/secrets/log", configuration.Log.Credentials[Role.Games].Password.File);
        Assert.Equal("GAMES_RING", configuration.ProducerKeys[Role.Games].Variable);
        Assert.Empty(configuration.Databases.Ledger);
    }

    [Fact]
    public void What_is_not_written_is_what_the_areas_options_say()
    {
        var configuration = Yaml.Read(Yaml.Games).Configuration;

        Assert.Equal(new Platform.Ledger.Client.LedgerClientOptions(), configuration.LedgerClient.Options);
        Assert.Equal(new Platform.Games.GamesOptions(), configuration.Games.Options);
        Assert.Equal(new Platform.Gateway.GatewayLimits(), configuration.Gateway.Limits);
        Assert.Equal(new Platform.Log.PostgresCommandLogOptions(), configuration.Log.PostgresOptions);
        var ledger = new Platform.Ledger.LedgerOptions();
        Assert.Equal(ledger with { Holder = "", Partitions = ledger.Partitions }, configuration.Ledger.Options with { Holder = "", Partitions = ledger.Partitions });
    }

    [Fact]
    public void Times_and_lists_and_words_are_read()
    {
        var (configuration, reading) = Yaml.Read(Yaml.Games +
            """
            instance: 7
            ledger: {partitions: 8, lease: 250s, leads: [0-2, 5]}
            games: {lobby_asset: GBP, seed_lifetime: 2m}
            ledger_client: {timeout: 1500ms}
            """);

        Assert.Empty(reading.Errors);
        Assert.Equal(7U, configuration.Instance);
        Assert.Equal(TimeSpan.FromSeconds(250), configuration.Ledger.Options.Lease);
        Assert.Equal([0, 1, 2, 5], configuration.Ledger.Leads);
        Assert.Equal(Assets.PoundSterling, configuration.Games.Options.LobbyAsset);
        Assert.Equal(TimeSpan.FromMilliseconds(1500), configuration.LedgerClient.Options.Timeout);
    }

    [Theory]
    [InlineData("ledgr: {partitions: 2}", "ledgr (line 14): there is no such key; did you mean 'ledger'?")]
    [InlineData("ledger: {partitons: 2}", "ledger.partitons (line 14): there is no such key; did you mean 'partitions'?")]
    [InlineData("games: {\n  seed_life: 2m}", "games.seed_life (line 15): there is no such key; did you mean 'seed_lifetime'?")]
    [InlineData("secrets: {xyz: 1}", "secrets.xyz (line 14): there is no such key; here are known: read_every, command_within, group_readable")]
    [InlineData("ledger: {partitions: many}", "ledger.partitions (line 14): expected a whole number, 1 to 4096, and it is 'many'")]
    [InlineData("ledger: {partitions: 0}", "ledger.partitions (line 14): expected a whole number, 1 to 4096, and it is '0'")]
    [InlineData("ledger: {partitions: [1]}", "ledger.partitions (line 14): expected a whole number, 1 to 4096, and it is a list")]
    [InlineData("ledger: {partitions: }", "ledger.partitions (line 14): expected a whole number, 1 to 4096, and it is empty")]
    [InlineData("ledger: {lease: 5}", "ledger.lease (line 14): expected a time of 1s to 10m: a whole number and ms, s, m, h or d, and it is '5'")]
    [InlineData("ledger: {lease: 2h}", "ledger.lease (line 14): expected a time of 1s to 10m: a whole number and ms, s, m, h or d, and it is '2h'")]
    [InlineData("ledger: 5", "ledger (line 14): expected keys under it, and it is a single value")]
    [InlineData("games: {lobby_asset: XYZ}", "games.lobby_asset (line 14): expected one of EUR, GBP, USD, and it is 'XYZ'")]
    [InlineData("ledger: {leads: [4]}", "ledger.leads (line 14): there is no partition 4: ledger.partitions is 1")]
    [InlineData("ledger_api: {callers: {a: {commands: [{kind: print_money}]}}}", "ledger_api.callers.a.commands[0].kind (line 14): expected one of open_player")]
    [InlineData("databases: {ledger: {instances: {Main: {}}}}", "databases.ledger.instances.Main (line 14): a name here is 1 to 32 of a–z, 0–9 and hyphen")]
    public void What_is_wrong_is_told_with_its_key_its_line_and_what_was_expected(string further, string expected) =>
        Assert.Contains(Yaml.Errors(Yaml.Games + further), e => e.StartsWith(expected, StringComparison.Ordinal));

    [Fact]
    public void All_errors_are_told_at_once_in_the_order_of_the_file()
    {
        var errors = Yaml.Errors("roles: [gmes]\nledger: {lease: never}\nlog: {kind: kafka}\nfoo: 1\n");

        Assert.Equal(["roles (line 1)", "ledger.lease (line 2)", "log.kind (line 3)", "foo (line 4)"], errors.Where(e => e.Contains('(', StringComparison.Ordinal)).Select(e => e[..(e.IndexOf(')', StringComparison.Ordinal) + 1)]));
    }

    [Fact]
    public void What_a_role_needs_is_missed_and_what_another_role_needs_is_not()
    {
        var errors = Yaml.Errors("roles: [fairness, wallet]\ntrust_domain: croupier.example\n");

        Assert.Contains(errors, e => e.StartsWith("fairness.sealing_keys: is missing, and needed by fairness: a secret", StringComparison.Ordinal));
        Assert.Contains(errors, e => e.StartsWith("databases.wallet.hosts: is missing, and needed by wallet", StringComparison.Ordinal));
        Assert.Contains(errors, e => e.StartsWith("wallet.deposit_return_url: is missing", StringComparison.Ordinal));
        Assert.DoesNotContain(errors, e => e.StartsWith("identity", StringComparison.Ordinal) || e.StartsWith("databases.identity", StringComparison.Ordinal) || e.StartsWith("gateway", StringComparison.Ordinal));
    }

    [Fact]
    public void A_process_without_roles_is_asked_which() =>
        Assert.Contains("roles: is missing: which of ledger, fairness, games, identity, wallet, audit, gateway does this process run? Or --role on the command line", Yaml.Errors("trust_domain: croupier.example"));

    [Fact]
    public void A_reading_for_no_role_needs_nothing() =>
        Assert.Empty(ConfigurationFile.Read("/c.yaml", "log: {postgres: {hosts: [db:5432]}}", [], new Dictionary<string, string>()).Reading.Errors);

    [Theory]
    [InlineData("  ledger: [ledger-1:7443, ledger-2:7443]\n", "peers.ledger: is missing, and needed by games for ILedger: add the HOST:PORT of the processes that run ledger, or run ledger here too")]
    [InlineData("  fairness: [fairness:7443]\n", "peers.fairness: is missing, and needed by games for ISeeds: add the HOST:PORT of the processes that run fairness, or run fairness here too")]
    public void A_port_that_nobody_serves_is_told_with_what_to_add(string without, string expected) =>
        Assert.Equal([expected], Yaml.Errors(Yaml.Games.Replace(without, "", StringComparison.Ordinal)));

    [Theory]
    [InlineData("identity: {partition_weights: [1, 2]}", "identity.partition_weights: there are 2 weights for 1 partitions")]
    [InlineData("identity: {access_token_life: 1h, session_idle_life: 5m}", "identity.session_life: a token lives no longer")]
    [InlineData("databases: {ledger: {instances: {main: {partitions: [0-3]}}}}", "databases.ledger.instances.main.partitions: there is no partition 3")]
    [InlineData("ledger_api: {callers: {a: {}, b: {}}}", "ledger_api.callers.b.instance: a is operator 100 already")]
    public void What_two_keys_say_together_is_checked(string further, string expected) =>
        Assert.StartsWith(expected, Assert.Single(Yaml.Errors(Yaml.Games + further)), StringComparison.Ordinal);

    [Fact]
    public void A_log_on_another_server_than_the_ledger_waits_for_its_disk()
    {
        const string Ledger =
            """
            roles: [ledger]
            trust_domain: croupier.example
            certificates: {certificate: c, key: k, authorities: a}
            log: {postgres: {hosts: [log:5432]}, credentials: {ledger: {password: {env: A}}}}
            databases: {ledger: {instances: {main: {hosts: [db:5432], password: {env: A}}}}}
            ledger: {heads_folder: heads, head_key: {env: A}}
            producer_keys: {ledger: {env: A}, gateway: {env: A}, games: {env: A}, fairness: {env: A}, identity: {env: A}, wallet: {env: A}, audit: {env: A}, operator: {env: A}}
            """;

        Assert.StartsWith("log.postgres.flush_appends: must be true", Assert.Single(Yaml.Errors(Ledger)), StringComparison.Ordinal);
        Assert.Empty(Yaml.Errors(Ledger.Replace("log:5432", "db:5432", StringComparison.Ordinal)));
        Assert.Empty(Yaml.Errors(Ledger.Replace("[log:5432]", "[log:5432], flush_appends: true", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("roles: [games]\nroles: [wallet]\n", "Duplicate key")]
    [InlineData("roles: [games\n", "line")]
    [InlineData("just words", "expected keys")]
    [InlineData("roles: [games]\n---\nroles: [wallet]\n", "one document")]
    public void What_is_no_single_mapping_is_refused(string yaml, string expected) =>
        Assert.Contains(expected, Assert.Throws<ConfigurationException>(() => Yaml.Read(yaml)).Message, StringComparison.OrdinalIgnoreCase);

    [Fact]
    public void The_trust_domain_of_start_dev_is_refused() =>
        Assert.StartsWith("trust_domain: croupier.dev is the domain of start-dev", Assert.Single(Yaml.Errors(Yaml.Games.Replace("croupier.example", "croupier.dev", StringComparison.Ordinal))), StringComparison.Ordinal);
}
