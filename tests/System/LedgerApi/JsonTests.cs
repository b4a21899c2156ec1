using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using Croupier.Tests.System.Ledger;

namespace Croupier.Tests.System.LedgerApi;

/// <summary>The JSON side, called with nothing but HTTP.</summary>
public sealed class JsonTests
{
    [PostgresFact]
    public async Task A_command_as_JSON_is_decided_once_and_found_again()
    {
        using var http = await ConnectAsync("backoffice");
        var player = PlayerId.New(TimeProvider.System, 0).ToString();
        await PostAsync(http, Command(player, "openPlayer", "{}"));
        var gift = Command(player, "transfer", """{"reason":"ADJUSTMENT","legs":[{"debit":{"kind":"HOUSE","asset":"EUR"},"credit":{"kind":"CASH","asset":"EUR"},"amount":"20000"}]}""");

        var (code, first) = await PostAsync(http, gift);
        var (_, again) = await PostAsync(http, gift);
        var found = await GetAsync(http, $"/v1/players/{player}/commands/{JsonNode.Parse(gift)!["id"]}");
        var (refusedCode, refused) = await PostAsync(
            http, Command(player, "transfer", """{"reason":"ADJUSTMENT","legs":[{"debit":{"kind":"CASH","asset":"EUR"},"credit":{"kind":"HOUSE","asset":"EUR"},"amount":"990000"}]}"""));

        Assert.Equal((HttpStatusCode.OK, "Accepted", "20000"), (code, (string)first["statusName"]!, (string)first["cashAfter"]!));
        Assert.Equal(first.ToJsonString(), again.ToJsonString());
        Assert.Equal(first.ToJsonString(), found.Body.ToJsonString());
        Assert.Equal((HttpStatusCode.OK, "InsufficientFunds"), (refusedCode, (string)refused["statusName"]!));
    }

    [PostgresFact]
    public async Task Pages_of_blocks_follow_one_another_and_an_empty_one_waits()
    {
        using var http = await ConnectAsync("auditor");
        var head = (await GetAsync(http, "/v1/partitions/0/head")).Body;
        var (after, hash) = (0L, "");
        while (after < Math.Min(20, long.Parse((string)head["header"]!["sequence"]!, null)))
        {
            var page = (await GetAsync(http, $"/v1/partitions/0/blocks?after={after}&afterHash={hash}&limit=4&waitMs=20000")).Body;
            var blocks = page["blocks"]!.AsArray();
            Assert.InRange(blocks.Count, 1, 4);
            foreach (var block in blocks)
            {
                Assert.Equal(++after, long.Parse((string)block!["sequence"]!, null));
                Assert.Equal(hash.Length == 0 ? new string('0', 64) : hash, (string)block["header"]!["previousHash"]!);
                hash = (string)block["hash"]!;
            }
        }

        var (code, problem) = await GetAsync(http, "/v1/partitions/0/blocks?after=999999999");
        Assert.Equal((HttpStatusCode.Conflict, "FailedPrecondition"), (code, (string)problem["code"]!));
    }

    [PostgresFact]
    public async Task What_was_is_read_from_addresses()
    {
        using var http = await ConnectAsync("backoffice");
        var player = PlayerId.New(TimeProvider.System, 0).ToString();
        await PostAsync(http, Command(player, "openPlayer", "{}"));
        for (var i = 1; i <= 3; i++)
        {
            await PostAsync(http, Command(player, "transfer", $$"""{"reason":"ADJUSTMENT","legs":[{"debit":{"kind":"HOUSE","asset":"EUR"},"credit":{"kind":"CASH","asset":"EUR"},"amount":"{{i}}0000"}]}"""));
        }

        var balance = (await GetAsync(http, $"/v1/players/{player}/accounts/CASH/EUR")).Body;
        var beginning = (await GetAsync(http, $"/v1/players/{player}/accounts/CASH/EUR?block=0")).Body;
        var statement = (await GetAsync(http, $"/v1/players/{player}/accounts/CASH/EUR/statement?limit=2&newestFirst=true")).Body;
        var rest = (await GetAsync(http, $"/v1/players/{player}/accounts/CASH/EUR/statement?limit=2&newestFirst=true&cursor={statement["next"]}")).Body;
        var entries = (await GetAsync(http, $"/v1/players/{player}/entries?fromTime=0")).Body["entries"]!.AsArray();
        var entry = (await GetAsync(http, $"/v1/players/{player}/entries/{entries[0]!["entry"]!["decision"]!["id"]}")).Body;
        var accounts = (await GetAsync(http, $"/v1/players/{player}/accounts")).Body["accounts"]!.AsArray();
        var block = long.Parse((string)entries[0]!["entry"]!["decision"]!["block"]!, null);
        var period = (await GetAsync(http, $"/v1/partitions/0/entries?from={block - 1}&to={block}")).Body["entries"]!.AsArray();
        var house = (await GetAsync(http, "/v1/operators/0/accounts/HOUSE/EUR")).Body;
        var payments = (await GetAsync(http, "/v1/partitions/0/references?reference=none%2Fsuch")).Body["entries"]!.AsArray();

        Assert.Equal(("60000", "60000"), ((string)balance["posted"]!, (string)balance["available"]!));
        Assert.Equal(("0", "0"), ((string)beginning["posted"]!, (string)beginning["block"]!));
        Assert.Equal(["60000", "30000", "10000"], statement["lines"]!.AsArray().Concat(rest["lines"]!.AsArray()).Select(line => (string)line!["postedAfter"]!));
        Assert.Equal(("0", "60000", ""), ((string)rest["opening"]!["posted"]!, (string)rest["closing"]!["posted"]!, (string)rest["next"]!));
        Assert.Equal(3, entries.Count);
        Assert.Equal(entries[0]!.ToJsonString(), entry.ToJsonString());
        Assert.Contains(period, one => one!.ToJsonString() == entry.ToJsonString());
        Assert.Equal(("CASH", player), ((string)Assert.Single(accounts)!["kind"]!, (string)accounts[0]!["owner"]!));
        Assert.True(long.Parse((string)house["posted"]!, null) < 0);
        Assert.Empty(payments);
    }

    public static TheoryData<string, string, string, int, string?, string?> Refusals => new()
    {
        { "auditor", "POST /v1/commands", """{"id":"@id","player":"@player","openPlayer":{}}""", 403, "NotPermitted", null },
        { "backoffice", "POST /v1/commands", """{"id":"1","player":"@player","openPlayer":{}}""", 400, "Malformed", "id" },
        { "backoffice", "POST /v1/commands", """{"id":"@id","player":"@player","setPlayerState":{}}""", 400, "Malformed", "setPlayerState.state" },
        { "backoffice", "POST /v1/commands", """{"id":"@id","player":"@player","robBank":{}}""", 400, "Malformed", "the body" },
        { "backoffice", "POST /v1/commands", """{"id":""", 400, "Malformed", "the body" },
        { "backoffice", "POST /v1/commands", "[]", 400, "Malformed", "the body" },
        { "backoffice", "POST /v1/commands", """{"id":"@id","player":"01a3185c-5002-7007-8000-000000000003","openPlayer":{}}""", 404, "WrongPartition", null },
        { "backoffice", "GET /v1/players/@player/commands/@id", "", 404, "NotFound", null },
        { "backoffice", "GET /v1/players/me/commands/@id", "", 400, "Malformed", "player" },
        { "payments", "GET /v1/partitions/0/blocks", "", 403, "NotPermitted", null },
        { "auditor", "GET /v1/partitions/77/head", "", 404, "WrongPartition", null },
        { "auditor", "GET /v1/partitions/x/head", "", 400, "Malformed", "partition" },
        { "auditor", "GET /v1/partitions/0/blocks?limit=100000", "", 400, "Malformed", "limit" },
        { "auditor", "GET /v1/partitions/0/blocks?form=XML", "", 400, "Malformed", "form" },
        { "auditor", "GET /v1/partitions/0/blocks?afterHash=00", "", 400, "Malformed", "afterHash" },
        { "auditor", "GET /v1/partitions/0/blocks?aftre=1", "", 400, "Malformed", "aftre" },
        { "payments", "GET /v1/players/@player/accounts/BONUS/EUR", "", 403, "NotPermitted", null },
        { "payments", "GET /v1/partitions/0/entries", "", 403, "NotPermitted", null },
        { "auditor", "GET /v1/players/@player/accounts/CASH/EUR?block=999999999", "", 409, null, null },
        { "auditor", "GET /v1/players/@player/accounts/CASH/EUR?block=1&time=1", "", 400, "Malformed", "time" },
        { "auditor", "GET /v1/players/@player/accounts/CASH/EUR?blok=1", "", 400, "Malformed", "blok" },
        { "auditor", "GET /v1/players/@player/accounts/CASH/EUR?block=1&block=2", "", 400, "Malformed", "block" },
        { "auditor", "GET /v1/players/@player/accounts/GOLD/EUR", "", 400, "Malformed", "kind" },
        { "auditor", "GET /v1/players/@player/accounts/HOUSE/EUR", "", 400, "Malformed", "account.kind" },
        { "auditor", "GET /v1/players/@player/accounts/CASH/XXX", "", 400, "Malformed", "account.asset" },
        { "auditor", "GET /v1/players/@player/accounts/CASH/EUR/statement?limit=0", "", 400, "Malformed", "limit" },
        { "auditor", "GET /v1/players/@player/accounts/CASH/EUR/statement?newestFirst=yes", "", 400, "Malformed", "newestFirst" },
        { "auditor", "GET /v1/players/@player/accounts/CASH/EUR/statement?cursor=AAAA", "", 400, "Malformed", "cursor" },
        { "auditor", "GET /v1/players/@player/entries?from=2&to=1", "", 400, "Malformed", "from" },
        { "auditor", "GET /v1/players/@player/entries/@id", "", 404, "NotFound", null },
        { "auditor", "GET /v1/partitions/77/entries", "", 404, "WrongPartition", null },
        { "auditor", "GET /v1/partitions/0/references", "", 400, "Malformed", "reference" },
        { "auditor", "GET /v2/everything", "", 404, "NotFound", null },
        { "auditor", "GET /v1/commands", "", 405, null, null },
    };

    [PostgresTheory]
    [MemberData(nameof(Refusals))]
    public async Task A_refusal_is_a_problem_that_says_what_to_mend(string caller, string request, string body, int code, string? reason, string? field)
    {
        using var http = await ConnectAsync(caller);
        string Filled(string text) => text.Replace("@id", LedgerTraffic.NewId().ToString(), StringComparison.Ordinal)
            .Replace("@player", PlayerId.New(TimeProvider.System, 0).ToString(), StringComparison.Ordinal);
        var words = request.Split(' ');
        using var message = new HttpRequestMessage(new HttpMethod(words[0]), Filled(words[1]));
        if (body.Length > 0)
        {
            message.Content = Json(Filled(body));
        }

        using var response = await http.SendAsync(message);

        Assert.Equal(code, (int)response.StatusCode);
        if (reason is not null)
        {
            Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
            var problem = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
            Assert.Equal((code, reason, field), ((int)problem["status"]!, (string)problem["reason"]!, (string?)problem["field"]));
        }

        Assert.False(response.Headers.Contains("Server"));
    }

    [PostgresFact]
    public async Task A_body_that_is_too_long_or_no_JSON_by_its_type_is_refused()
    {
        using var http = await ConnectAsync("backoffice");

        // Asked before the body is sent, so that the answer does not race with it.
        using var asking = new HttpRequestMessage(HttpMethod.Post, "/v1/commands") { Content = Json($$"""{"id":"{{new string('x', 2_000_000)}}"}""") };
        asking.Headers.ExpectContinue = true;
        using var tooLong = await http.SendAsync(asking);
        using var form = await http.PostAsync("/v1/commands", new StringContent("id=1", Encoding.UTF8, "application/x-www-form-urlencoded"));

        Assert.Equal(HttpStatusCode.TooManyRequests, tooLong.StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, form.StatusCode);
    }

    private static async Task<HttpClient> ConnectAsync(string caller)
    {
        var platform = await PlatformFixture.SharedAsync();
        var certificate = ApiScene.Certificate(platform, caller);
        var handler = new SocketsHttpHandler
        {
            SslOptions = new()
            {
                ClientCertificates = [certificate],
                LocalCertificateSelectionCallback = (_, _, _, _, _) => certificate,
                CertificateChainPolicy = new X509ChainPolicy
                {
                    TrustMode = X509ChainTrustMode.CustomRootTrust, CustomTrustStore = { ApiScene.Authority(platform) }, RevocationMode = X509RevocationMode.NoCheck,
                },
            },
        };
        return new HttpClient(handler) { BaseAddress = platform.ApiOrigin };
    }

    private static string Command(string player, string body, string fields) => $$"""{"id":"{{LedgerTraffic.NewId()}}","player":"{{player}}","{{body}}":{{fields}}}""";

    private static StringContent Json(string text) => new(text, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));

    private static async Task<(HttpStatusCode Code, JsonNode Body)> PostAsync(HttpClient http, string command)
    {
        using var response = await http.PostAsync("/v1/commands", Json(command));
        return (response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync())!);
    }

    private static async Task<(HttpStatusCode Code, JsonNode Body)> GetAsync(HttpClient http, string path)
    {
        using var response = await http.GetAsync(path);
        return (response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync())!);
    }
}
