using Croupier.Host.Config;

namespace Croupier.Tests.Unit.Host.Config;

/// <summary>Nothing that is printed holds a secret, not even one that stands where it should not.</summary>
public sealed class MaskingTests
{
    private const string TheSecret = "hunter2-and-more";

    [Theory]
    [InlineData("{file: secrets/log}", TheSecret)]
    [InlineData("{file: secrets/log}", $"{{password: {TheSecret}}}")]
    [InlineData("{file: secrets/log}", $"[{TheSecret}]")]
    [InlineData("{file: secrets/log}", $"{{command: {TheSecret}}}")]
    [InlineData("{file: secrets/log}", $"{{file: a, env: {TheSecret}}}")]
    public void A_secret_in_the_place_of_its_reference_is_refused_and_not_repeated(string reference, string instead)
    {
        var error = Assert.Single(Yaml.Errors(Yaml.Games.Replace(reference, instead, StringComparison.Ordinal)));

        Assert.StartsWith("log.credentials.games.password (line 12): expected where a secret is, not the secret", error, StringComparison.Ordinal);
        Assert.DoesNotContain(TheSecret, error, StringComparison.Ordinal);
    }

    [Fact]
    public void The_effective_configuration_says_where_secrets_are_and_no_argument_of_a_command()
    {
        var text = EffectiveText.Of(Yaml.Read(Yaml.Games.Replace("{file: secrets/log}", $"{{command: [vault, {TheSecret}]}}", StringComparison.Ordinal)).Reading.Entries);

        Assert.Contains("password: {command: [vault, \"***\"]}  # line 12", text, StringComparison.Ordinal);
        Assert.Contains("games: {env: GAMES_RING}  # line 13", text, StringComparison.Ordinal);
        Assert.DoesNotContain(TheSecret, text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_effective_configuration_is_a_configuration_that_means_the_same()
    {
        var (first, reading) = Yaml.Read(Yaml.Games +
            """
            instance: 3
            ledger: {partitions: 4, leads: [0-2], heads_folder: heads, archive: {folder: old, keep_blocks: 10}}
            databases: {ledger: {instances: {main: {hosts: ["[::1]:5432"], partitions: [0-1]}, other: {partitions: [2, 3]}}}}
            gateway: {allowed_origins: ["https://play.example"], limits: {player_frames_per_second: 2.5}}
            ledger_api: {callers: {back-office: {reads: [head, accounts], accounts: [cash, game_revenue], commands: [{kind: transfer, movements: [{from: [house], to: [cash, bonus]}]}, {kind: open_player}]}}}
            """);
        Assert.Empty(reading.Errors);

        var printed = EffectiveText.Of(reading.Entries);
        var (second, again) = Yaml.Read(printed);

        Assert.True(again.Errors.Count == 0, string.Join("\n", again.Errors) + "\n" + printed);
        Assert.Equal(EffectiveText.Of(reading.Entries.Select(WithoutOrigin)), EffectiveText.Of(again.Entries.Select(WithoutOrigin)));
        Assert.Equal(first.LedgerApi.Callers[0].Commands[0].Movements[0].To, second.LedgerApi.Callers[0].Commands[0].Movements[0].To);
        Assert.Equal([AccountKind.Cash, AccountKind.Bonus], second.LedgerApi.Callers[0].Commands[0].Movements[0].To);
    }

    [Fact]
    public void Check_config_says_where_each_value_comes_from()
    {
        var text = EffectiveText.Of(Yaml.Read(Yaml.Games, ("CROUPIER_LEDGER__LEASE", "7s")).Reading.Entries);

        Assert.Contains("\ntrust_domain: croupier.example  # line 2\n", text, StringComparison.Ordinal);
        Assert.Contains("\n  lease: 7s  # CROUPIER_LEDGER__LEASE\n", text, StringComparison.Ordinal);
        Assert.Contains("\n  partitions: 1  # default\n", text, StringComparison.Ordinal);
    }

    private static ConfigurationEntry WithoutOrigin(ConfigurationEntry entry) => entry with { Origin = "" };
}
