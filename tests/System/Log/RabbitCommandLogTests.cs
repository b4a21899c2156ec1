namespace Croupier.Tests.System.Log;

[Collection(RabbitFixture.Collection)]
public sealed class RabbitCommandLogTests : CommandLogContract
{
    protected override async Task<LogHarness> StartAsync(bool ownServer) =>
        await RabbitLogHarness.StartAsync(await RabbitFixture.SingleAsync(), tls: true, RabbitLogHarness.Options);
}
