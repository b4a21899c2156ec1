using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Croupier.Client;
using Croupier.Client.Api;
using Croupier.Platform.Gateway;
using Croupier.Wire.Frames;

namespace Croupier.Tests.System.Gateway;

/// <summary>The HTTPS API and the page: what strangers get, and what nobody gets.</summary>
public sealed class ApiTests
{
    private const string Nothing = "{}";

    [PostgresTheory]
    [InlineData("GET", "/api/v1/wallet?asset=978", "", 401, Status.NotAuthenticated)]
    [InlineData("GET", "/api/v1/rounds", "", 401, Status.NotAuthenticated)]
    [InlineData("GET", "/api/v1/movements", "", 401, Status.NotAuthenticated)]
    [InlineData("GET", "/api/v1/chains", "", 401, Status.NotAuthenticated)]
    [InlineData("GET", "/api/v1/deposits/01942f5c-0000-7abc-8def-0123456789ab", "", 401, Status.NotAuthenticated)]
    [InlineData("POST", "/api/v1/deposits", Nothing, 401, Status.NotAuthenticated)]
    [InlineData("POST", "/api/v1/sign-out", "", 401, Status.NotAuthenticated)]
    [InlineData("GET", "/api/v1/nothing", "", 404, Status.NotFound)]
    [InlineData("GET", "/api/v1/sign-in", "", 404, Status.NotFound)]
    [InlineData("GET", "/play", "", 400, Status.Malformed)]
    [InlineData("POST", "/api/v1/sign-in", Nothing, 400, Status.Malformed)]
    [InlineData("POST", "/api/v1/sign-in", "{\"email\":\"a@b.test\",\"password\":null}", 400, Status.Malformed)]
    [InlineData("POST", "/api/v1/sign-in", "{\"email\":\"a@b.test\",\"password\":\"x\",\"admin\":true}", 400, Status.Malformed)]
    [InlineData("POST", "/api/v1/sign-in", "{\"email\":\"a@b.test\",\"email\":\"c@d.test\",\"password\":\"x\"}", 400, Status.Malformed)]
    [InlineData("POST", "/api/v1/sign-in", "[", 400, Status.Malformed)]
    [InlineData("POST", "/api/v1/sign-in", "{\"email\":\"nobody@example.test\",\"password\":\"wrong\"}", 401, Status.WrongCredentials)]
    [InlineData("POST", "/api/v1/refresh", "{\"refreshToken\":\"nonsense\"}", 401, Status.NotAuthenticated)]
    [InlineData("POST", "/callbacks/sandbox", Nothing, 401, Status.SignatureInvalid)]
    [InlineData("POST", "/callbacks/nobody", Nothing, 404, Status.NotFound)]
    public async Task A_stranger_gets_the_status_that_fits(string method, string path, string body, int code, Status status)
    {
        var (answer, error) = await AskAsync(new HttpMethod(method), path, body, session: null);
        Assert.Equal((code, status), ((int)answer.StatusCode, error.Status));
        Assert.Equal(status.ToString(), error.Name);
        Assert.NotEmpty(error.Message);
    }

    [PostgresTheory]
    [InlineData("GET", "/api/v1/wallet", "", 400, Status.Malformed)]
    [InlineData("GET", "/api/v1/wallet?asset=-1", "", 400, Status.Malformed)]
    [InlineData("GET", "/api/v1/wallet?asset=978&asset=978", "", 400, Status.Malformed)]
    [InlineData("GET", "/api/v1/wallet?asset=1", "", 404, Status.NoSuchAsset)]
    [InlineData("GET", "/api/v1/rounds?limit=0", "", 400, Status.Malformed)]
    [InlineData("GET", "/api/v1/rounds?limit=501", "", 400, Status.Malformed)]
    [InlineData("GET", "/api/v1/rounds?before=1", "", 400, Status.Malformed)]
    [InlineData("GET", "/api/v1/rounds?before=-1.0", "", 400, Status.Malformed)]
    [InlineData("GET", "/api/v1/chains/not-an-id", "", 404, Status.NotFound)]
    [InlineData("GET", "/api/v1/chains/01942f5c-0000-7abc-8def-0123456789ab", "", 404, Status.NotFound)]
    [InlineData("GET", "/api/v1/deposits/01942f5c-0000-7abc-8def-0123456789ab", "", 404, Status.NotFound)]
    [InlineData("POST", "/api/v1/deposits", "{\"id\":\"00000000-0000-4000-8000-000000000000\",\"asset\":978,\"amount\":10000}", 400, Status.IdMalformed)]
    [InlineData("POST", "/api/v1/deposits", "{\"id\":\"x\",\"asset\":978,\"amount\":1.5}", 400, Status.Malformed)]
    public async Task A_player_gets_the_status_that_fits(string method, string path, string body, int code, Status status)
    {
        var player = await GatewayPlayer.StandingAsync();
        var (answer, error) = await AskAsync(new HttpMethod(method), path, body, player.Session);
        Assert.Equal((code, status), ((int)answer.StatusCode, error.Status));
    }

    [PostgresFact]
    public async Task A_body_that_is_too_large_is_refused_with_and_without_its_length()
    {
        var large = $"{{\"email\":\"{new string('a', 5000)}\",\"password\":\"x\"}}";
        var (_, declared) = await AskAsync(HttpMethod.Post, "/api/v1/sign-in", large, null);
        Assert.Equal(Status.FrameTooLarge, declared.Status);
        var (_, chunked) = await AskAsync(HttpMethod.Post, "/api/v1/sign-in", large, null, chunked: true);
        Assert.Equal(Status.FrameTooLarge, chunked.Status);
    }

    [PostgresFact]
    public async Task A_form_from_a_foreign_page_is_no_request()
    {
        using var http = await HttpAsync();
        using var form = new StringContent("{\"email\":\"a@b.test\",\"password\":\"x\"}", Encoding.UTF8, "text/plain");
        using var answer = await http.PostAsync("/api/v1/sign-in", form);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [PostgresFact]
    public async Task Sign_ins_of_one_address_are_limited()
    {
        const int Burst = 3;
        await using var gateway = await OwnGateway.StartAsync(new GatewayLimits { AddressSignInBurst = Burst, AddressSignInsPerMinute = 1 });
        using var api = new ApiClient(gateway.Options(FrameKind.Binary));
        for (var i = 0; i < Burst; i++)
        {
            var wrong = await Assert.ThrowsAsync<PlatformRefusedException>(() => api.SignInAsync($"nobody{i}@example.test", "wrong", default));
            Assert.Equal(Status.WrongCredentials, wrong.Status);
        }

        var refused = await Assert.ThrowsAsync<PlatformRefusedException>(() => api.SignInAsync("nobody@example.test", "wrong", default));
        Assert.Equal(Status.RateLimited, refused.Status);
        Assert.InRange(refused.RetryAfterMs, 1u, 60_000u);
    }

    [PostgresFact]
    public async Task Anyone_may_read_games_assets_and_keys()
    {
        using var api = new ApiClient((await GatewayPlayer.StandingAsync()).Options(FrameKind.Binary));
        var games = await api.GamesAsync(default);
        Assert.Contains(games, g => g is { Id: "dice", Rtp.Percent: "99" });
        Assert.All(games, g => Assert.Equal(JsonValueKind.Object, g.Parameters.ValueKind));
        using var http = await HttpAsync();
        using var keys = JsonDocument.Parse(await http.GetStringAsync("/.well-known/jwks.json"));
        Assert.All(keys.RootElement.GetProperty("keys").EnumerateArray(), k => Assert.False(k.TryGetProperty("d", out _)));
    }

    [PostgresTheory]
    [InlineData("/api/v1/games")]
    [InlineData("/api/v1/nothing")]
    [InlineData("/play")]
    [InlineData("/anything.at.all")]
    public async Task Every_answer_carries_the_security_headers_and_no_banner(string path)
    {
        using var http = await HttpAsync();
        using var answer = await http.GetAsync(path);
        Assert.Contains("default-src 'self'", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal("DENY", answer.Headers.GetValues("X-Frame-Options").Single());
        Assert.False(answer.Headers.Contains("Server"));
        Assert.False(answer.Headers.Contains("X-Powered-By"));
        Assert.DoesNotContain("Exception", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [PostgresFact]
    public async Task Nothing_outside_the_page_folder_is_served()
    {
        using var http = await HttpAsync();
        foreach (var path in new[] { "/../secrets", "/%2e%2e/%2e%2e/etc/passwd", "/..%2fappsettings.json", "/assets/../../Program.cs" })
        {
            using var answer = await http.GetAsync(path);
            var text = await answer.Content.ReadAsStringAsync();
            Assert.DoesNotContain("root:", text, StringComparison.Ordinal);
            Assert.True(answer.StatusCode != HttpStatusCode.OK || text.Contains("<html", StringComparison.OrdinalIgnoreCase), $"{path}: {(int)answer.StatusCode}");
        }
    }

    private static async Task<HttpClient> HttpAsync()
    {
        var options = (await GatewayPlayer.StandingAsync()).Options(FrameKind.Binary);
        var handler = new SocketsHttpHandler();
        handler.SslOptions.RemoteCertificateValidationCallback = options.ServerCertificate;
        return new HttpClient(handler) { BaseAddress = options.Origin };
    }

    private static async Task<(HttpResponseMessage Answer, (Status Status, string Name, string Message) Error)> AskAsync(
        HttpMethod method, string path, string body, Session? session, bool chunked = false)
    {
        using var http = await HttpAsync();
        using var request = new HttpRequestMessage(method, path);
        if (body.Length > 0)
        {
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
            request.Headers.TransferEncodingChunked = chunked;
        }

        if (session is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", session.AccessToken);
        }

        var answer = await http.SendAsync(request);
        using var error = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        var root = error.RootElement;
        return (answer, ((Status)root.GetProperty("status").GetInt32(), root.GetProperty("name").GetString()!, root.GetProperty("message").GetString()!));
    }
}
