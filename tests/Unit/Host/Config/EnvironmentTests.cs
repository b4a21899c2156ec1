namespace Croupier.Tests.Unit.Host.Config;

public sealed class EnvironmentTests
{
    [Fact]
    public void A_variable_comes_before_the_file()
    {
        var (configuration, reading) = Yaml.Read(
            Yaml.Games + "ledger: {partitions: 2}",
            ("CROUPIER_LEDGER__PARTITIONS", "3"), ("CROUPIER_PEERS__LEDGER", "a:1, b:2"), ("CROUPIER_INSTANCE", "random"), ("PATH", "/bin"));

        Assert.Empty(reading.Errors);
        Assert.Equal(3, configuration.Ledger.Partitions);
        Assert.Equal(["a:1", "b:2"], configuration.Peers[Role.Ledger]);
        Assert.True(configuration.Instance >= 1 << 30);
        Assert.Equal("CROUPIER_LEDGER__PARTITIONS", reading.Entries.Single(e => e.Key == "ledger.partitions").Origin);
    }

    [Fact]
    public void A_secret_can_be_pointed_to_by_a_variable()
    {
        var (configuration, reading) = Yaml.Read(Yaml.Games, ("CROUPIER_LOG__CREDENTIALS__GAMES__PASSWORD__ENV", "THE_PASSWORD"));

        Assert.Empty(reading.Errors);
        Assert.Equal("THE_PASSWORD", configuration.Log.Credentials[Role.Games].Password.Variable);
        Assert.Null(configuration.Log.Credentials[Role.Games].Password.File);
    }

    [Theory]
    [InlineData("CROUPIER_LEDGER__PARTITONS", "there is no such key; did you mean 'CROUPIER_LEDGER__PARTITIONS'?")]
    [InlineData("CROUPIER_LEDGER_PARTITIONS", "there is no such key; did you mean 'CROUPIER_LEDGER__PARTITIONS'?")]
    [InlineData("CROUPIER_INSTANC", "there is no such key; did you mean 'CROUPIER_INSTANCE'?")]
    [InlineData("CROUPIER_SOMETHING__OF__NOBODY", "there is no such key")]
    public void A_variable_that_is_no_key_is_an_error(string name, string expected) =>
        Assert.Equal([$"{name} (environment): {expected}"], Yaml.Errors(Yaml.Games, (name, "1")));

    [Fact]
    public void What_others_call_their_variables_is_none_of_ours() =>
        Assert.Empty(Yaml.Errors(Yaml.Games, ("CROUPIER_SEED", "7"), ("CROUPIER_GAMES_SERVICE_HOST", "10.0.0.1"), ("CROUPIER_PORT", "tcp://10.0.0.1:1"), ("CROUPIER_GAMES_PORT_7443_TCP_ADDR", "10.0.0.1")));

    [Fact]
    public void A_variable_that_a_secret_comes_from_may_have_any_name() =>
        Assert.Empty(Yaml.Errors(Yaml.Games.Replace("GAMES_RING", "CROUPIER_GAMES__RING", StringComparison.Ordinal), ("CROUPIER_GAMES__RING", "1 00")));

    [Fact]
    public void A_wrong_variable_is_told_by_its_name() =>
        Assert.Equal(["ledger.partitions (CROUPIER_LEDGER__PARTITIONS): expected a whole number, 1 to 4096, and it is 'x'"], Yaml.Errors(Yaml.Games, ("CROUPIER_LEDGER__PARTITIONS", "x")));
}
