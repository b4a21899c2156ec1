using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Croupier.Kernel;

namespace Croupier.Platform.Wallet;

/// <summary>
/// Speaks to the sandbox provider over HTTPS as to any provider outside. Every answer that is not exactly one of the documented ones, and every silence, is
/// <see cref="ProviderUnavailableException"/>: the fate is then unknown, and asked after.
/// </summary>
public sealed class SandboxPaymentProvider(HttpClient http, uint number = 1) : IPaymentProvider
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { AllowDuplicateProperties = false };

    public string Name => "sandbox";

    public uint Number => number;

    /// <summary>A client that trusts this authority alone and waits at most 10 s. The caller disposes of it.</summary>
    public static HttpClient Connect(Uri baseAddress, string apiKey, X509Certificate2 authority)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.Add(authority);
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            ConnectTimeout = TimeSpan.FromSeconds(3),
            MaxConnectionsPerServer = 16,
            SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = policy },
        };
        var client = new HttpClient(handler, disposeHandler: true) { BaseAddress = baseAddress, Timeout = TimeSpan.FromSeconds(10), MaxResponseContentBufferSize = 65_536 };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", apiKey);
        return client;
    }

    public async Task<PaymentPage> CreatePaymentAsync(PaymentRequest request, CancellationToken cancellation)
    {
        var (_, answer) = await AskAsync<PaymentAnswer>(
            HttpMethod.Post,
            "v1/payments",
            new
            {
                key = $"payment-{request.Player}-{request.Intent}",
                intent = request.Intent.Value,
                player = request.Player.Value,
                asset = request.Asset.Code,
                amount = request.AmountMinor,
                returnUrl = request.ReturnUrl,
                expiresUnixMs = request.ExpiresUnixMs,
            },
            cancellation);
        return answer is { Payment.Length: > 0, Url.IsAbsoluteUri: true } && answer.Url.Scheme == Uri.UriSchemeHttps
            ? new PaymentPage(answer.Payment, answer.Url)
            : throw new ProviderUnavailableException("the sandbox gave no page");
    }

    public Task<PayoutAnswer> PayOutAsync(PayoutRequest request, CancellationToken cancellation) =>
        AskStateAsync(
            HttpMethod.Post, "v1/payouts", new { key = request.Key, player = request.Player.Value, asset = request.Asset.Code, amount = request.AmountMinor }, cancellation);

    public Task<PayoutAnswer> PayoutStatusAsync(string key, CancellationToken cancellation) =>
        AskStateAsync(HttpMethod.Get, $"v1/payouts/{Uri.EscapeDataString(key)}", null, cancellation);

    public async Task<ProviderAnswer> RefundAsync(RefundRequest request, CancellationToken cancellation) =>
        (await AskStateAsync(
            HttpMethod.Post, "v1/refunds", new { key = request.Key, payment = request.PaymentReference, asset = request.Asset.Code, amount = request.AmountMinor }, cancellation)).Answer;

    public async Task<ProviderAnswer> RefundStatusAsync(string key, CancellationToken cancellation) =>
        (await AskStateAsync(HttpMethod.Get, $"v1/refunds/{Uri.EscapeDataString(key)}", null, cancellation)).Answer;

    private async Task<PayoutAnswer> AskStateAsync(HttpMethod method, string path, object? body, CancellationToken cancellation)
    {
        var (status, answer) = await AskAsync<StateAnswer>(method, path, body, cancellation);
        var said = (status, answer?.State) switch
        {
            // Only a question may be answered so: it says that the request was never received, and lets it be sent again.
            (HttpStatusCode.NotFound, "unknown") when method == HttpMethod.Get => ProviderAnswer.NotFound,
            (HttpStatusCode.OK, "pending") => ProviderAnswer.Pending,
            (HttpStatusCode.OK, "done") => ProviderAnswer.Done,
            (HttpStatusCode.OK, "refused") => ProviderAnswer.Refused,
            _ => throw new ProviderUnavailableException($"the sandbox answered {(int)status} {answer?.State}"),
        };
        return new PayoutAnswer(said, answer?.Reference ?? "");
    }

    private async Task<(HttpStatusCode Status, T? Answer)> AskAsync<T>(HttpMethod method, string path, object? body, CancellationToken cancellation)
        where T : class
    {
        try
        {
            using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body, options: Json) };
            using var response = await http.SendAsync(request, cancellation);
            var readable = response.StatusCode is HttpStatusCode.OK or HttpStatusCode.NotFound;
            return (response.StatusCode, readable ? await response.Content.ReadFromJsonAsync<T>(Json, cancellation) : null);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception failed) when (failed is HttpRequestException or OperationCanceledException or JsonException or IOException or NotSupportedException)
        {
            throw new ProviderUnavailableException("the sandbox gives no answer", failed);
        }
    }

    private sealed record PaymentAnswer(string Payment, Uri Url);

    private sealed record StateAnswer(string State, string? Reference);
}
