using Croupier.Host.Health;

namespace Croupier.Tests.Unit.Host.Health;

public sealed class HealthAnswersTests
{
    [Fact]
    public void A_process_whose_roles_may_all_receive_traffic_is_ready() =>
        Assert.Equal((200, "{\"ready\":true,\"notReady\":[]}\n"), HealthAnswers.Ready([new("games", true, null), new("fairness", true, null)]));

    [Fact]
    public void One_role_that_may_not_is_named_with_its_reason() =>
        Assert.Equal(
            (503, "{\"ready\":false,\"notReady\":[{\"role\":\"ledger\",\"reason\":\"no partition is led\"}]}\n"),
            HealthAnswers.Ready([new("games", true, null), new("ledger", false, "no partition is led")]));

    [Fact]
    public void A_process_that_runs_nothing_yet_is_not_ready() => Assert.Equal(503, HealthAnswers.Ready([]).Status);
}
