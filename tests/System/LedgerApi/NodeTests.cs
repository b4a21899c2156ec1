namespace Croupier.Tests.System.LedgerApi;

/// <summary>The ledger API called from Node.js with <c>@grpc/grpc-js</c> and the public contract: nothing of ours is on the calling side.</summary>
public sealed class NodeTests
{
    [NodeFact]
    public async Task A_command_takes_effect_once_and_its_result_is_the_same_for_ever() => await RunAsync("submit");

    [NodeFact]
    public async Task Two_thousand_commands_on_one_stream_are_each_answered_by_tag() => await RunAsync("many");

    [NodeFact]
    public async Task Refusals_have_their_code_their_status_and_the_field() => await RunAsync("refusals");

    [NodeFact]
    public async Task The_feed_goes_on_after_each_cut_and_every_hash_holds() => await RunAsync("feed");

    [NodeFact]
    public async Task History_has_what_was_decided_and_shows_each_caller_what_it_may_see() => await RunAsync("history");

    private static async Task RunAsync(string scenario) => await NodeScenario.RunAsync(await PlatformFixture.SharedAsync(), scenario);
}
