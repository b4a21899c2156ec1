using Croupier.Host.Config;

namespace Croupier.Tests.Unit.Host.Config;

/// <summary>Readings of configurations that stand in the tests.</summary>
internal static class Yaml
{
    /// <summary>A process that runs games, with all that it needs and nothing more. 13 lines.</summary>
    public const string Games =
        """
        roles: [games]
        trust_domain: croupier.example
        certificates: {certificate: c.pem, key: c.key, authorities: a.pem}
        peers:
          ledger: [ledger-1:7443, ledger-2:7443]
          fairness: [fairness:7443]
        log:
          postgres:
            hosts: [db:5432]
          credentials:
            games:
              password: {file: secrets/log}
        producer_keys: {games: {env: GAMES_RING}}

        """;

    public static (Configuration Configuration, ConfigurationReading Reading) Read(string yaml, params (string Name, string Value)[] environment) =>
        ConfigurationFile.Read("/etc/croupier/croupier.yaml", yaml, null, environment.ToDictionary(e => e.Name, e => e.Value));

    public static IReadOnlyList<string> Errors(string yaml, params (string Name, string Value)[] environment) =>
        [.. Read(yaml, environment).Reading.Errors.Select(e => e.ToString())];
}
