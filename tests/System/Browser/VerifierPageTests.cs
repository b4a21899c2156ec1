using Croupier.Tests.System.Fairness;
using Croupier.Verifier;
using Microsoft.Playwright;

namespace Croupier.Tests.System.Browser;

/// <summary>The player's proof: downloaded from the player page, checked by a page that is one file and speaks with nobody.</summary>
[Trait("Requirement", "R11")]
public sealed class VerifierPageTests
{
    [BrowserTheory]
    [InlineData("verifier-phone", 360, 740)]
    [InlineData("verifier-desktop", 1280, 800)]
    public async Task A_player_downloads_the_proof_and_the_offline_page_checks_it(string screen, int width, int height)
    {
        await using var visitor = await Visitor.ComeAsync(await PlatformFixture.SharedAsync(), screen, width, height);
        await visitor.SignUpAsync();
        await visitor.DepositAsync(20);
        foreach (var game in new[] { "dice", "starfall" })
        {
            await visitor.OpenGameAsync(game);
            await visitor.PlayAsync();
            await visitor.PlayAsync();
        }

        await visitor.Page.GotoAsync("/#/fairness");
        await visitor.At("close-chain").ClickAsync();
        await visitor.At("verify").WaitForAsync();
        var download = await visitor.Page.RunAndWaitForDownloadAsync(() => visitor.At("export").ClickAsync());
        await visitor.ShootAsync("export");
        var file = Path.Combine(PostgresFixture.NewFolder(), download.SuggestedFilename);
        await download.SaveAsAsync(file);
        Assert.Equal(CommandLine.Agrees, CommandLine.Run([file], TextWriter.Null, TextWriter.Null));

        // Whatever leaves this page is an attempt to reach a network.
        var requests = new List<string>();
        visitor.Page.Request += (_, request) => requests.Add(request.Url);
        var page = await TypeScriptVerifier.PageAsync();
        await visitor.Page.GotoAsync(page);
        await visitor.ShootAsync("page");
        await visitor.Page.GetByLabel("Your export").SetInputFilesAsync(file);
        await visitor.Page.Locator(".verdict").WaitForAsync();
        await visitor.ShootAsync("agrees");
        Assert.Contains("agrees", await visitor.Page.Locator(".verdict.good").TextContentAsync(), StringComparison.Ordinal);
        Assert.Equal("4", await visitor.Page.GetByRole(AriaRole.Row, new() { Name = "Rounds drawn again" }).GetByRole(AriaRole.Cell).TextContentAsync());

        var forged = Path.ChangeExtension(file, "forged.json");
        await File.WriteAllTextAsync(forged, (await File.ReadAllTextAsync(file)).Replace("\"nonce\":2,", "\"nonce\":7,", StringComparison.Ordinal));
        await visitor.Page.GetByLabel("Your export").SetInputFilesAsync(forged);
        await visitor.Page.Locator(".verdict.bad").WaitForAsync();
        await visitor.ShootAsync("differs");
        Assert.Contains("gap: nonces 2 to 6 are missing", await visitor.Page.Locator("#result").TextContentAsync(), StringComparison.Ordinal);
        Assert.Equal([page], requests);
        Assert.Empty(visitor.Complaints);
    }
}
