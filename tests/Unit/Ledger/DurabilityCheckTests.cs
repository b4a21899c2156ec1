using Croupier.Platform.Ledger;

namespace Croupier.Tests.Unit.Ledger;

public sealed class DurabilityCheckTests
{
    private static readonly DurabilitySettings Good = new("on", "on", "on", "FIRST 1 (standby)");

    [Fact]
    public void A_durable_server_with_its_standby_is_led() => Assert.Null(DurabilityCheck.Refusal(Good, true, false, allowNoStandby: false));

    [Fact]
    public void Applied_on_the_standby_is_more_than_enough() =>
        Assert.Null(DurabilityCheck.Refusal(Good with { SynchronousCommit = "remote_apply" }, true, false, allowNoStandby: false));

    [Theory]
    [InlineData("off", "on", "on", "fsync")]
    [InlineData("on", "off", "on", "full_page_writes")]
    [InlineData("on", "on", "off", "synchronous_commit")]
    [InlineData("on", "on", "local", "synchronous_commit")]
    [InlineData("on", "on", "remote_write", "synchronous_commit")]
    public void A_setting_that_could_lose_a_commit_is_named_whatever_the_waiver(string fsync, string pages, string commit, string named)
    {
        var settings = Good with { Fsync = fsync, FullPageWrites = pages, SynchronousCommit = commit };

        Assert.Contains(named, DurabilityCheck.Refusal(settings, true, false, allowNoStandby: true), StringComparison.Ordinal);
        Assert.False(settings.Suffice(allowNoStandby: true));
    }

    [Fact]
    public void Without_a_standby_only_the_waiver_helps()
    {
        var alone = Good with { StandbyNames = "" };

        Assert.Contains("synchronous_standby_names", DurabilityCheck.Refusal(alone, false, false, allowNoStandby: false), StringComparison.Ordinal);
        Assert.Contains("connected", DurabilityCheck.Refusal(Good, false, false, allowNoStandby: false), StringComparison.Ordinal);
        Assert.Null(DurabilityCheck.Refusal(alone, false, false, allowNoStandby: true));
        Assert.False(alone.Suffice(allowNoStandby: false));
    }

    [Fact]
    public void A_standby_is_never_led() => Assert.Contains("standby", DurabilityCheck.Refusal(Good, true, true, allowNoStandby: true), StringComparison.Ordinal);
}
