using Croupier.Host.Config;
using Croupier.Host.Data;
using Croupier.Host.Metrics;
using Croupier.Host.Secrets;
using Croupier.Tests.System.Wallet;

namespace Croupier.Tests.System.Secrets;

public sealed class SecretStoreTests
{
    private static readonly SecretsSettings Settings = new(TimeSpan.FromHours(1), TimeSpan.FromSeconds(5), GroupReadable: false);

    [Fact]
    public async Task A_secret_that_was_exchanged_is_in_use_without_a_restart()
    {
        using var folder = new SecretFolder();
        await using var store = new SecretStore(Settings with { ReadEvery = TimeSpan.FromMilliseconds(20) }, TimeProvider.System, new LogLines().Factory);
        var secret = await store.OpenAsync("a.password", SecretReference.OfFile(folder.Write("s", "one")), SecretFormats.Password, default);
        store.Watch();

        folder.Write("s", "two");

        await Until.TrueAsync(() => secret.Current == "two", "the secret is read again");
    }

    [Fact]
    public async Task The_signal_HUP_reads_all_secrets_now()
    {
        using var folder = new SecretFolder();
        await using var store = new SecretStore(Settings, TimeProvider.System, new LogLines().Factory);
        var secret = await store.OpenAsync("a.password", SecretReference.OfFile(folder.Write("s", "one")), SecretFormats.Password, default);
        store.Watch();
        folder.Write("s", "two");

        Host.Dev.PrivatePostgresShell.Signal(Environment.ProcessId, 1);

        await Until.TrueAsync(() => secret.Current == "two", "the signal was followed");
    }

    [Fact]
    public async Task A_secret_that_cannot_be_read_again_stays_what_it_was_and_is_logged_and_counted_without_its_value()
    {
        using var folder = new SecretFolder();
        using var metrics = new MetricsText();
        var log = new LogLines();
        await using var store = new SecretStore(Settings, TimeProvider.System, log.Factory);
        var secret = await store.OpenAsync("a.password", SecretReference.OfFile(folder.Write("s", "first-value")), SecretFormats.Password, default);
        var other = await store.OpenAsync("b.password", SecretReference.OfFile(folder.Write("t", "other-value")), SecretFormats.Password, default);

        File.Delete(folder.File("s"));
        folder.Write("t", "other-changed");
        await store.ReadAgainAsync();
        folder.Write("s", "second value with spaces");
        await store.ReadAgainAsync();

        Assert.Equal("first-value", secret.Current);
        Assert.Equal("other-changed", other.Current);
        Assert.Contains("croupier_secrets_unreadable_total{key=\"a.password\"} 2", metrics.Write(), StringComparison.Ordinal);
        Assert.Contains("croupier_secrets_changed_total{key=\"b.password\"} 1", metrics.Write(), StringComparison.Ordinal);
        Assert.True(log.Contains($"a.password (file {folder.File("s")}) is not there"), log.ToString());
        Assert.True(log.Contains("b.password was exchanged"), log.ToString());
        Assert.False(log.Contains("first-value") || log.Contains("second value") || log.Contains("other-value") || log.Contains("other-changed"), log.ToString());
    }

    [Fact]
    [Trait("Requirement", "O7")]
    public async Task A_secret_of_start_dev_is_refused_wherever_it_was_copied_to()
    {
        using var folder = new SecretFolder();
        using var data = DataFolder.Open(folder.File("data"));
        using var development = DevelopmentSecrets.Load(data);
        await using var store = new SecretStore(Settings, TimeProvider.System, new LogLines().Factory);

        async Task RefusedAsync<T>(string text, Func<string, T> read)
            where T : class
        {
            var refused = await Assert.ThrowsAsync<EnvironmentException>(() => store.OpenAsync("some.key", SecretReference.OfFile(folder.Write("s", text)), read, default));
            Assert.Equal(ExitCode.DevelopmentRefused, refused.Code);
            Assert.DoesNotContain(text, refused.Message, StringComparison.Ordinal);
        }

        await RefusedAsync(development.DatabasePassword("croupier_ledger"), SecretFormats.Password);
        await RefusedAsync("1 " + Convert.ToHexString(development.ProducerKey(new Kernel.Caller(Role.Games, 1))), text => SecretFormats.Ring(text, 9));
        await RefusedAsync("1 " + Convert.ToBase64String(development.Derive("fairness sealing 1")), text => SecretFormats.Ring(text, 9));
        await RefusedAsync(Convert.ToHexString(File.ReadAllBytes(Path.Combine(data.Path, "master.key"))), SecretFormats.Key);
        await RefusedAsync(development.TokenKey.ExportPkcs8PrivateKeyPem(), SecretFormats.SigningKeys);
        await RefusedAsync(development.HeadsKey.ExportECPrivateKeyPem(), SecretFormats.SigningKeys);
    }

    /// <summary>What a folder from before there was a mark has sealed must stay readable.</summary>
    [Fact]
    public void Keys_of_an_older_data_folder_are_derived_as_they_were()
    {
        using var folder = new SecretFolder();
        using var data = DataFolder.Open(folder.File("data"));
        data.WriteSecret("master.key", [.. Enumerable.Range(0, 32).Select(i => (byte)i)]);
        using var development = DevelopmentSecrets.Load(data);

        Assert.Equal("d5bd2d66", Convert.ToHexStringLower(development.Derive("vault 1"))[..8]);
    }
}
