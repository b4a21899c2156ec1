using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Croupier.Kernel;

namespace Croupier.Client.Api;

/// <summary>
/// The HTTPS API: docs/protocol.md, section 1. A refusal is a <see cref="PlatformRefusedException"/>, and no answer a <see cref="ConnectionLostException"/>: what was asked may
/// have happened. Nothing is asked twice by itself.
/// </summary>
public sealed class ApiClient : IDisposable
{
    private readonly HttpClient http;

    public ApiClient(ClientOptions options)
    {
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false };
        handler.SslOptions.RemoteCertificateValidationCallback = options.ServerCertificate;
        http = new HttpClient(handler) { BaseAddress = options.Origin, Timeout = options.AnswerWithin };
    }

    public async Task<PlayerId> SignUpAsync(string email, string password, CancellationToken cancellation) =>
        new((await PostAsync("/api/v1/sign-up", null, new(email, password), ClientJson.Default.Credentials, ClientJson.Default.SignedUp, cancellation)).Player);

    public Task<Session> SignInAsync(string email, string password, CancellationToken cancellation) =>
        PostAsync("/api/v1/sign-in", null, new(email, password), ClientJson.Default.Credentials, ClientJson.Default.Session, cancellation);

    public Task<Session> RefreshAsync(Session session, CancellationToken cancellation) =>
        PostAsync("/api/v1/refresh", null, new(session.RefreshToken), ClientJson.Default.RefreshRequest, ClientJson.Default.Session, cancellation);

    public async Task SignOutAsync(Session session, CancellationToken cancellation)
    {
        using var request = Request(HttpMethod.Post, "/api/v1/sign-out", session);
        using var response = await SendAsync(request, cancellation);
    }

    public Task<IReadOnlyList<Game>> GamesAsync(CancellationToken cancellation) =>
        GetAsync("/api/v1/games", null, ClientJson.Default.IReadOnlyListGame, cancellation);

    public Task<Wallet> WalletAsync(Session session, AssetId asset, long atLeastBlock, CancellationToken cancellation) =>
        GetAsync($"/api/v1/wallet?asset={asset.Code}&block={atLeastBlock}", session, ClientJson.Default.Wallet, cancellation);

    public Task<Deposit> OpenDepositAsync(Session session, CommandId id, AssetId asset, Money amount, CancellationToken cancellation) =>
        PostAsync("/api/v1/deposits", session, new(id.Value, asset.Code, amount.Units), ClientJson.Default.DepositRequest, ClientJson.Default.Deposit, cancellation);

    public Task<Deposit> DepositAsync(Session session, CommandId intent, CancellationToken cancellation) =>
        GetAsync($"/api/v1/deposits/{intent}", session, ClientJson.Default.Deposit, cancellation);

    public Task<Rounds> RoundsAsync(Session session, string? before, int limit, CancellationToken cancellation) =>
        GetAsync(Page("/api/v1/rounds", before, limit), session, ClientJson.Default.Rounds, cancellation);

    public Task<Movements> MovementsAsync(Session session, string? before, int limit, CancellationToken cancellation) =>
        GetAsync(Page("/api/v1/movements", before, limit), session, ClientJson.Default.Movements, cancellation);

    public Task<IReadOnlyList<Chain>> ChainsAsync(Session session, CancellationToken cancellation) =>
        GetAsync("/api/v1/chains", session, ClientJson.Default.IReadOnlyListChain, cancellation);

    public Task<Chain> ChainAsync(Session session, ChainId chain, CancellationToken cancellation) =>
        GetAsync($"/api/v1/chains/{chain}", session, ClientJson.Default.Chain, cancellation);

    public void Dispose() => http.Dispose();

    private static string Page(string path, string? before, int limit) => before is null ? $"{path}?limit={limit}" : $"{path}?limit={limit}&before={before}";

    private static HttpRequestMessage Request(HttpMethod method, string path, Session? session)
    {
        var request = new HttpRequestMessage(method, path);
        if (session is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", session.AccessToken);
        }

        return request;
    }

    private async Task<TAnswer> GetAsync<TAnswer>(string path, Session? session, JsonTypeInfo<TAnswer> answer, CancellationToken cancellation)
    {
        using var request = Request(HttpMethod.Get, path, session);
        return await ReadAsync(request, answer, cancellation);
    }

    private async Task<TAnswer> PostAsync<TBody, TAnswer>(
        string path, Session? session, TBody body, JsonTypeInfo<TBody> bodyType, JsonTypeInfo<TAnswer> answer, CancellationToken cancellation)
    {
        using var request = Request(HttpMethod.Post, path, session);
        request.Content = JsonContent.Create(body, bodyType);
        return await ReadAsync(request, answer, cancellation);
    }

    private async Task<TAnswer> ReadAsync<TAnswer>(HttpRequestMessage request, JsonTypeInfo<TAnswer> type, CancellationToken cancellation)
    {
        using var response = await SendAsync(request, cancellation);
        return await response.Content.ReadFromJsonAsync(type, cancellation) ?? throw new ConnectionLostException("the platform answered nothing");
    }

    private async Task<HttpResponseMessage> AskAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        try
        {
            return await http.SendAsync(request, cancellation);
        }
        catch (HttpRequestException lost)
        {
            throw new ConnectionLostException($"the platform can't be reached: {lost.Message}");
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new ConnectionLostException($"the platform did not answer within {http.Timeout}");
        }
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        var response = await AskAsync(request, cancellation);
        if (response.StatusCode is HttpStatusCode.OK or HttpStatusCode.NoContent)
        {
            return response;
        }

        using (response)
        {
            try
            {
                var error = await response.Content.ReadFromJsonAsync(ClientJson.Default.Error, cancellation);
                throw new PlatformRefusedException((Status)error!.Status, error.Message, error.RetryAfterMs);
            }
            catch (JsonException)
            {
                throw new ConnectionLostException($"the platform answered {(int)response.StatusCode} in words that are not its own");
            }
        }
    }
}
