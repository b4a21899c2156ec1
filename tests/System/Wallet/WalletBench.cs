using System.Globalization;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Croupier.Host.Data;
using Croupier.Host.Sandbox;
using Croupier.Kernel.Commands;
using Croupier.Platform.Wallet;

namespace Croupier.Tests.System.Wallet;

/// <summary>A wallet on the shared platform, with a sandbox provider of its own over TLS, and lines to both that a test can cut.</summary>
internal sealed class WalletBench : IAsyncDisposable
{
    public const string KeyId = "test-1";
    private const string ApiKey = "an API key of the tests";

    private readonly DataFolder folder = DataFolder.Open(PostgresFixture.NewFolder());
    private readonly DevelopmentCertificate certificate;
    private HttpClient api = null!;

    private WalletBench(MoneyPlatform platform)
    {
        Platform = platform;
        certificate = DevelopmentCertificate.Load(folder, TimeProvider.System);
        Options = new WalletOptions
        {
            CallbackKeys = new Dictionary<string, byte[]> { [KeyId] = RandomNumberGenerator.GetBytes(32) },
            DepositReturnUrl = new Uri("https://localhost:1/back"),
            SweepInterval = TimeSpan.FromMilliseconds(100),
        };
        Ledger = new UnsureLedger(platform.ClientOf(Role.Wallet));
    }

    public MoneyPlatform Platform { get; }

    public WalletOptions Options { get; set; }

    public UnsureLedger Ledger { get; }

    public ShiftedClock Clock { get; } = new();

    public CallbackDoor Door { get; private set; } = null!;

    public SandboxProvider Sandbox { get; private set; } = null!;

    public UnsureProvider Provider { get; private set; } = null!;

    /// <summary>A browser that follows no redirect and has no API key.</summary>
    public HttpClient Browser { get; private set; } = null!;

    public WalletRole Wallet { get; private set; } = null!;

    public static async Task<WalletBench> StartAsync(MoneyPlatform platform, Func<WalletOptions, WalletOptions>? change = null)
    {
        var bench = new WalletBench(platform);
        bench.Options = change is null ? bench.Options : change(bench.Options);
        bench.Door = await CallbackDoor.OpenAsync(bench.certificate.Server);
        bench.Sandbox = await bench.StartSandboxAsync(0);
        bench.api = SandboxPaymentProvider.Connect(bench.Sandbox.Address, ApiKey, bench.certificate.Authority);
        bench.Browser = SandboxPaymentProvider.Connect(bench.Sandbox.Address, "no key", bench.certificate.Authority);
        bench.Provider = new UnsureProvider(new SandboxPaymentProvider(bench.api));
        await bench.StartWalletAsync();
        return bench;
    }

    /// <summary>As the gateway asks for a player.</summary>
    public Task<(Status Status, StoredResult? Stored)> WithdrawAsync(CommandId id, PlayerId player, AssetId asset, Money amount, CancellationToken cancellation) =>
        Wallet.WithdrawAsync(id, player, asset, amount, Platform.Attestor.AttestWithdrawal(id, player, asset, amount), cancellation);

    public async Task StartWalletAsync()
    {
        Wallet = new WalletRole(Options, Platform.DataSource, Ledger, Platform.Feed, Provider, Clock, Platform.Loggers);
        await Wallet.StartAsync(default);
        Door.Wallet = Wallet;
    }

    public async Task RestartWalletAsync()
    {
        Door.Wallet = null;
        await Wallet.DisposeAsync();
        await StartWalletAsync();
    }

    public async Task RestartSandboxAsync()
    {
        await Sandbox.DisposeAsync();
        Sandbox = await StartSandboxAsync(Sandbox.Address.Port);
    }

    /// <summary>Asks the sandbox for a payment as the wallet does, but in one's own words.</summary>
    public async Task<string> CreatePaymentAsync(CommandId intent, PlayerId player, long cents)
    {
        using var answer = await api.PostAsJsonAsync("v1/payments", new
        {
            key = $"test-{Guid.NewGuid()}",
            intent = intent.Value,
            player = player.Value,
            asset = (int)MoneyPlatform.Euro.Code,
            amount = cents,
            returnUrl = Options.DepositReturnUrl,
            expiresUnixMs = DateTimeOffset.UtcNow.AddHours(1).ToUnixTimeMilliseconds(),
        });
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("payment").GetString()!;
    }

    public async Task PressPayAsync(string reference)
    {
        using var answer = await Browser.PostAsync($"pay/{reference}/pay", null);
        Assert.Equal(303, (int)answer.StatusCode);
        Assert.Equal(Options.DepositReturnUrl, answer.Headers.Location);
    }

    public async Task<CommandId> OpenDepositAsync(PlayerId player, long cents)
    {
        var id = MoneyPlatform.NewId();
        var (status, view) = await Wallet.OpenDepositAsync(id, player, MoneyPlatform.Euro, Assets.Euro.FromMinor(cents), default);
        Assert.True(status == Status.Accepted, $"{status}\n{Platform.Lines}");
        Assert.NotEqual("", view!.PaymentUrl);
        return id;
    }

    /// <summary>A callback as a provider would sign it, and the headers of it.</summary>
    public (Dictionary<string, string> Headers, byte[] Body) Callback(
        CommandId intent, PlayerId player, long cents, string reference, string @event = "payment.succeeded", long? unixSeconds = null, byte[]? key = null)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new
        {
            @event,
            payment = reference,
            intent = intent.Value,
            player = player.Value,
            asset = (int)MoneyPlatform.Euro.Code,
            amount = cents,
            unixMs = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds(),
        });
        var timestamp = (unixSeconds ?? DateTimeOffset.UtcNow.ToUnixTimeSeconds()).ToString(CultureInfo.InvariantCulture);
        byte[] signed = [.. Encoding.ASCII.GetBytes($"{KeyId}.{timestamp}."), .. body];
        var headers = new Dictionary<string, string>
        {
            ["croupier-key-id"] = KeyId,
            ["croupier-timestamp"] = timestamp,
            ["croupier-signature"] = Convert.ToHexStringLower(HMACSHA256.HashData(key ?? Options.CallbackKeys[KeyId], signed)),
        };
        return (headers, body);
    }

    public Task<Status> SendAsync((Dictionary<string, string> Headers, byte[] Body) callback) =>
        Wallet.DepositCallbackAsync("sandbox", callback.Headers, callback.Body, default);

    public async Task<string> DepositStateAsync(PlayerId player, CommandId intent) => (await Wallet.FindDepositAsync(player, intent, default))!.State;

    public Task UntilDepositAsync(PlayerId player, CommandId intent, string state) =>
        Platform.UntilAsync(async () => await DepositStateAsync(player, intent) == state, $"deposit {state}");

    /// <summary>The projection's balance once it has seen everything.</summary>
    public async Task<(long Cash, long Pending)> BalanceAsync(PlayerId player)
    {
        var balance = await Wallet.BalanceAsync(player, MoneyPlatform.Euro, await Platform.Feed.HeadAsync(0, default), default);
        return (balance.Cash.Units / Assets.Euro.DisplayStep, balance.WithdrawalPending.Units / Assets.Euro.DisplayStep);
    }

    public async ValueTask DisposeAsync()
    {
        Door.Wallet = null;
        await Wallet.DisposeAsync();
        await Sandbox.DisposeAsync();
        await Door.DisposeAsync();
        Browser.Dispose();
        api.Dispose();
        certificate.Dispose();
        folder.Dispose();
    }

    private Task<SandboxProvider> StartSandboxAsync(int port) => SandboxProvider.StartAsync(
        new SandboxOptions
        {
            Port = port,
            Certificate = certificate.Server,
            Authority = certificate.Authority,
            ApiKey = ApiKey,
            CallbackUrl = Door.Address,
            CallbackKeyId = KeyId,
            CallbackKey = Options.CallbackKeys[KeyId],
            StateFile = folder.File("sandbox.jsonl"),
            FirstRetry = TimeSpan.FromMilliseconds(50),
        },
        TimeProvider.System,
        Platform.Loggers,
        default);
}
