using System.Net;
using System.Text.Json.Nodes;
using Croupier.Tests.System.Gateway;
using Croupier.Tests.System.LedgerApi;
using Croupier.Verifier;

namespace Croupier.Tests.System.Fairness;

/// <summary>The export of a real platform: whole, by chain, in pages, and without the seed of an open chain; and the stand-alone verifiers agree with it.</summary>
[Trait("Requirement", "R11")]
public sealed class ExportTests
{
    private static readonly Lazy<Task<ExportScene>> Scene = new(ExportScene.PlayedAsync);

    [PostgresFact]
    public async Task A_fresh_export_holds_in_the_stand_alone_verifier()
    {
        var json = await (await Scene.Value).ExportAsync();
        await WriteSampleAsync("export.json", json);

        var findings = Verification.Of(Export.Parse(json));

        Assert.Empty(findings.Differences);
        Assert.Equal((3, 48, 49, 3), (findings.Chains, findings.RoundsDerived, findings.PostingsChecked, findings.ReceiptsChecked));
        var bonus = JsonNode.Parse(json)!["chains"]![0]!["rounds"]!.AsArray().Count(round => round!["stake"]!["bonus"]!.GetValue<string>() != "0");
        Assert.True(bonus > 0);
    }

    [NodeFact]
    public async Task Both_verifiers_say_the_same_of_a_fresh_export_and_of_a_forged_one()
    {
        var scene = await Scene.Value;
        var good = JsonNode.Parse(await scene.ExportAsync())!;
        var forged = good.DeepClone();
        forged["chains"]![0]!["rounds"]![2]!["payout"]!["cash"] = "123450000";

        await ExpectAsync(good, CommandLine.Agrees, "48 rounds derived again, 49 postings added up, 0 differences");
        await ExpectAsync(forged, CommandLine.Differs, "nonce 2: ");
    }

    [PostgresFact]
    public async Task The_published_keys_are_those_of_the_receipts()
    {
        var scene = await Scene.Value;
        using var http = await scene.HttpAsync();
        http.DefaultRequestHeaders.Authorization = null;
        var keys = ReceiptKeys.Parse(await http.GetStringAsync("/.well-known/receipt-keys.json"));

        var findings = Verification.Of(Export.Parse(await scene.ExportAsync()), keys);

        Assert.Empty(findings.Differences);
        Assert.Equal(3, findings.ReceiptsChecked);
    }

    [PostgresFact]
    public async Task An_open_chain_is_exported_without_its_seed()
    {
        var json = await (await Scene.Value).ExportAsync();
        var open = Assert.Single(JsonNode.Parse(json)!["chains"]!.AsArray(), chain => chain!["closed"] is null)!;

        Assert.Null(open["serverSeed"]);
        Assert.Single(open["rounds"]!.AsArray());
    }

    [PostgresFact]
    public async Task Pages_and_single_chains_are_parts_of_the_whole()
    {
        var scene = await Scene.Value;
        var whole = Chains(await scene.ExportAsync());
        var (paged, next) = (new List<string>(), "");
        do
        {
            var page = await scene.ExportAsync($"?limit=1{next}");
            paged.AddRange(Chains(page));
            next = JsonNode.Parse(page)!["next"] is { } before ? $"&before={before}" : null;
        }
        while (next is not null);

        Assert.Equal(whole, paged);
        Assert.Equal([whole[1]], Chains(await scene.ExportAsync($"?chain={whole[1]}")));
        Assert.Empty(Chains(await scene.ExportAsync("?to=1000")));
        Assert.Equal(whole, Chains(await scene.ExportAsync("?from=1000")));
    }

    [PostgresTheory]
    [InlineData("?chain=019c3cf9-30a1-7263-a2d4-f86f7bd49e84", HttpStatusCode.NotFound)]
    [InlineData("?chain=1", HttpStatusCode.BadRequest)]
    [InlineData("?limit=0", HttpStatusCode.BadRequest)]
    [InlineData("?limit=21", HttpStatusCode.BadRequest)]
    [InlineData("?before=x", HttpStatusCode.BadRequest)]
    [InlineData("?from=-1", HttpStatusCode.BadRequest)]
    public async Task What_is_asked_for_wrongly_is_refused(string query, HttpStatusCode code)
    {
        using var http = await (await Scene.Value).HttpAsync();
        using var answer = await http.GetAsync($"/api/v1/fairness/export{query}");
        Assert.Equal(code, answer.StatusCode);
    }

    [PostgresFact]
    public async Task Nobody_gets_the_export_of_another()
    {
        var scene = await Scene.Value;
        var chain = Chains(await scene.ExportAsync())[0];
        var stranger = new ExportScene(await GatewayPlayer.SignUpAsync());

        Assert.Empty(Chains(await stranger.ExportAsync()));
        using var http = await stranger.HttpAsync();
        using var answer = await http.GetAsync($"/api/v1/fairness/export?chain={chain}");
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        http.DefaultRequestHeaders.Authorization = null;
        using var nobody = await http.GetAsync("/api/v1/fairness/export");
        Assert.Equal(HttpStatusCode.Unauthorized, nobody.StatusCode);
    }

    private static async Task ExpectAsync(JsonNode export, int code, string said)
    {
        var file = Path.Combine(PostgresFixture.NewFolder(), "export.json");
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        await File.WriteAllTextAsync(file, export.ToJsonString());
        var (output, printed) = (new StringWriter(), await TypeScriptVerifier.RunAsync(file));

        Assert.Equal((code, code), (CommandLine.Run([file], output, output), printed.Code));
        Assert.Contains(said, printed.Output, StringComparison.Ordinal);

        // Word for word, but for how the C# command calls the option for keys.
        Assert.Equal(output.ToString().Replace(" (--keys)", "", StringComparison.Ordinal), printed.Output);
    }

    private static List<string> Chains(string json) => [.. JsonNode.Parse(json)!["chains"]!.AsArray().Select(chain => chain!["chain"]!.GetValue<string>())];

    /// <summary>CROUPIER_SAMPLES=write makes the public samples anew.</summary>
    private static async Task WriteSampleAsync(string name, string json)
    {
        if (Environment.GetEnvironmentVariable("CROUPIER_SAMPLES") == "write")
        {
            await File.WriteAllTextAsync(Path.Combine(RepositoryFolder.Root, "verifier", "samples", name), json);
        }
    }
}
