namespace Croupier.Tests.System.Log;

public sealed class PostgresCommandLogTests : CommandLogContract
{
    protected override async Task<LogHarness> StartAsync(bool ownServer) => await PostgresLogHarness.StartAsync(ownServer);
}
