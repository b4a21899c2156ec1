namespace Croupier.Tests.System.Wallet;

/// <summary>One platform for the tests of a class, which take players of their own.</summary>
public sealed class SharedMoneyPlatform : IAsyncLifetime
{
    private MoneyPlatform? platform;

    internal MoneyPlatform Platform => platform!;

    public async Task InitializeAsync()
    {
        if (PostgresFixture.Missing is null)
        {
            platform = await MoneyPlatform.StartAsync();
        }
    }

    public async Task DisposeAsync()
    {
        if (platform is not null)
        {
            await platform.DisposeAsync();
        }
    }
}
