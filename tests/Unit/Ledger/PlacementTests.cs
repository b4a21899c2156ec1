using Croupier.Platform.Ledger;
using Npgsql;

namespace Croupier.Tests.Unit.Ledger;

public sealed class PlacementTests
{
    [Theory]
    [InlineData("")]
    [InlineData("East")]
    [InlineData("east_2")]
    [InlineData("a-name-that-is-longer-than-32-signs")]
    public void An_instance_that_no_command_could_name_is_refused(string name)
    {
        using var source = NpgsqlDataSource.Create("Host=nowhere");
        Assert.Throws<ArgumentException>(() => new Placement(new Dictionary<string, NpgsqlDataSource> { [name] = source }, new Dictionary<int, string>()));
    }

    [Theory]
    [InlineData(-1, "east")]
    [InlineData(4096, "east")]
    [InlineData(0, "west")]
    public void A_partition_that_no_player_could_have_or_on_an_instance_that_is_not_there_is_refused(int partition, string instance)
    {
        using var source = NpgsqlDataSource.Create("Host=nowhere");
        Assert.Throws<ArgumentException>(() => new Placement(
            new Dictionary<string, NpgsqlDataSource> { ["east"] = source }, new Dictionary<int, string> { [partition] = instance }));
    }
}
