using System.Globalization;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Croupier.Host.Dev;
using Microsoft.Playwright;

namespace Croupier.Tests.System.Browser;

/// <summary>
/// Someone at a screen of a given size: a Chromium with a profile of its own that trusts the platform's development certificate, and no other, by its key. Everything that
/// the console says is kept; screenshots go to <c>artifacts/screenshots</c>, and a page that is wider than its screen fails.
/// </summary>
internal sealed partial class Visitor : IAsyncDisposable
{
    private static readonly string[] Flags =
        ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

    private readonly IPlaywright playwright;
    private readonly IBrowser browser;
    private readonly string name;
    private readonly List<string> complaints = [];
    private int shots;

    private Visitor(IPlaywright playwright, IBrowser browser, IPage page, DevPlatform platform, string name)
    {
        this.playwright = playwright;
        this.browser = browser;
        this.name = name;
        Page = page;
        Platform = platform;
        Page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
            {
                complaints.Add(message.Text);
            }
        };
        Page.PageError += (_, error) => complaints.Add(error);
    }

    public IPage Page { get; }

    public DevPlatform Platform { get; }

    /// <summary>Errors and warnings of the console, and exceptions that nobody caught.</summary>
    public IReadOnlyList<string> Complaints => complaints;

    public static async Task<Visitor> ComeAsync(DevPlatform platform, string name, int width, int height)
    {
        var key = Convert.ToBase64String(SHA256.HashData(platform.Certificate.PublicKey.ExportSubjectPublicKeyInfo()));
        var playwright = await Playwright.CreateAsync();
        var browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = BrowserNeeds.Chromium,
            Args = [.. Flags, $"--ignore-certificate-errors-spki-list={key}"],
        });
        var page = await browser.NewPageAsync(new BrowserNewPageOptions
        {
            BaseURL = platform.PlayerOrigin.ToString(),
            ViewportSize = new ViewportSize { Width = width, Height = height },
        });
        page.SetDefaultTimeout(30_000);
        return new Visitor(playwright, browser, page, platform, name);
    }

    public ILocator At(string testId) => Page.GetByTestId(testId);

    public async Task SignUpAsync()
    {
        await Page.GotoAsync("/#/sign-up");
        await At("email").FillAsync($"{name}-{Guid.NewGuid():N}@example.org");
        await At("password").FillAsync($"correct horse {Guid.NewGuid():N}");
        await At("submit").ClickAsync();
        await At("wallet-cash").WaitForAsync();
    }

    /// <summary>Through the provider's page and back, until the money has come.</summary>
    public async Task DepositAsync(int euros, bool shoot = false)
    {
        await Page.GotoAsync("/#/wallet");
        await At("deposit-amount").FillAsync(euros.ToString(CultureInfo.InvariantCulture));
        await At("deposit-submit").ClickAsync();
        var pay = Page.Locator("button.pay");
        await pay.WaitForAsync();
        if (shoot)
        {
            await ShootAsync("payment");
        }

        await pay.ClickAsync();
        await Page.WaitForSelectorAsync("[data-testid=deposit-state][data-state=credited]");
    }

    public async Task OpenGameAsync(string game)
    {
        await Page.GotoAsync($"/#/game/{game}");
        await At("place-bet").WaitForAsync();
    }

    /// <summary>Presses the button and waits until the result of this bet, and not of an earlier one, is on the screen and the next can be placed.</summary>
    public async Task<SeenRound> PlayAsync()
    {
        var before = await LastRoundAsync();
        await At("place-bet").ClickAsync();
        return await ResultAfterAsync(before);
    }

    public async Task<string?> LastRoundAsync() =>
        await At("round-result").CountAsync() == 0 ? null : await At("round-result").GetAttributeAsync("data-round");

    public async Task<SeenRound> ResultAfterAsync(string? before)
    {
        await Page.WaitForFunctionAsync(
            """
            before => {
              const result = document.querySelector('[data-testid=round-result]');
              return result && result.dataset.round !== before && !document.querySelector('[data-testid=place-bet]').disabled;
            }
            """,
            before,
            new PageWaitForFunctionOptions { Timeout = 90_000 });
        var result = At("round-result");
        return new SeenRound(
            Guid.Parse((await result.GetAttributeAsync("data-round"))!),
            Units(await result.GetAttributeAsync("data-payout")),
            Units(await result.GetAttributeAsync("data-cash-after")));
    }

    /// <summary>Ledger units of an amount on the screen; its text must say the same.</summary>
    public async Task<long> MoneyAsync(ILocator money)
    {
        var units = Units(await money.GetAttributeAsync("data-units"));
        Assert.Equal(Euros(units), await money.TextContentAsync());
        return units;
    }

    public async Task<Guid> PlayerAsync() =>
        Guid.Parse(await Page.EvaluateAsync<string>("() => JSON.parse(sessionStorage.getItem('croupier.session')).player"));

    public async Task ShootAsync(string what, bool full = true)
    {
        await Page.EvaluateAsync("() => scrollTo(0, 0)");
        var wider = await Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - document.documentElement.clientWidth");
        Assert.True(wider <= 0, $"{what} is {wider} pixels wider than the screen of the {name}");
        var folder = Path.Combine(RepositoryFolder.Root, "artifacts", "screenshots");
        Directory.CreateDirectory(folder);
        await Page.ScreenshotAsync(new PageScreenshotOptions
        {
            Path = Path.Combine(folder, $"{name}-{++shots:00}-{what}.png"),
            FullPage = full,
        });
    }

    public async ValueTask DisposeAsync()
    {
        await browser.DisposeAsync();
        playwright.Dispose();
    }

    private static long Units(string? text) => long.Parse(text!, CultureInfo.InvariantCulture);

    /// <summary>How the page writes euros, said once more in another language: grouped by thousands, two decimals or as many as there are.</summary>
    private static string Euros(long units)
    {
        var (whole, rest) = Math.DivRem(Math.Abs(units), 1_000_000L);
        var decimals = TrailingZeros().Replace(rest.ToString("000000", CultureInfo.InvariantCulture), "");
        return $"{(units < 0 ? "−" : "")}€{whole.ToString("N0", CultureInfo.InvariantCulture)}.{decimals.PadRight(2, '0')}";
    }

    [GeneratedRegex("0{1,4}$")]
    private static partial Regex TrailingZeros();
}

/// <summary>A round's result as the page showed it, in ledger units.</summary>
internal sealed record SeenRound(Guid Round, long Payout, long CashAfter);
