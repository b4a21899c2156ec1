using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace Croupier.Host.Sandbox;

/// <summary>
/// Tells the platform of every decided payment until it answers well, also after a restart: pauses double from <see cref="SandboxOptions.FirstRetry"/> to a minute.
/// The signature is made here from its documentation, not with the platform's own code, as a provider outside would have to.
/// </summary>
internal sealed class SandboxCallbacks : IAsyncDisposable
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    private readonly SandboxOptions options;
    private readonly SandboxJournal journal;
    private readonly TimeProvider clock;
    private readonly ILogger logger;
    private readonly HttpClient http;
    private readonly CancellationTokenSource stopping = new();
    private readonly SemaphoreSlim wanted = new(0, 1);
    private readonly Dictionary<string, (DateTimeOffset At, TimeSpan Pause)> next = [];
    private readonly Task running;

    public SandboxCallbacks(SandboxOptions options, SandboxJournal journal, TimeProvider clock, ILogger logger)
    {
        this.options = options;
        this.journal = journal;
        this.clock = clock;
        this.logger = logger;
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.Add(options.Authority);
        http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = policy } })
        {
            Timeout = TimeSpan.FromSeconds(15),
        };
        running = Task.Run(() => RunAsync(stopping.Token));
    }

    /// <summary>A payment was decided just now.</summary>
    public void Wake()
    {
        try
        {
            wanted.Release();
        }
        catch (SemaphoreFullException)
        {
            // It is awake already.
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await running;
        http.Dispose();
        wanted.Dispose();
        stopping.Dispose();
    }

    private async Task RunAsync(CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            var nextAt = clock.GetUtcNow() + LongestPause;
            foreach (var payment in journal.Undelivered)
            {
                (DateTimeOffset At, TimeSpan Pause) due = next.GetValueOrDefault(payment.Key, (clock.GetUtcNow(), options.FirstRetry));
                if (due.At <= clock.GetUtcNow())
                {
                    if (await TryDeliverAsync(payment, cancellation))
                    {
                        next.Remove(payment.Key);
                        continue;
                    }

                    due = (clock.GetUtcNow() + due.Pause, due.Pause * 2 < LongestPause ? due.Pause * 2 : LongestPause);
                    next[payment.Key] = due;
                }

                nextAt = due.At < nextAt ? due.At : nextAt;
            }

            var pause = nextAt - clock.GetUtcNow();
            using var interval = new CancellationTokenSource(pause > TimeSpan.Zero ? pause : TimeSpan.Zero, clock);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, interval.Token);
            try
            {
                await wanted.WaitAsync(either.Token);
            }
            catch (OperationCanceledException)
            {
                // Something is due, or the sandbox stops.
            }
        }
    }

    private async Task<bool> TryDeliverAsync(SandboxPayment payment, CancellationToken cancellation)
    {
        try
        {
            using var request = Sign(payment);
            using var response = await http.SendAsync(request, cancellation);
            if (response.IsSuccessStatusCode)
            {
                journal.Change<SandboxPayment>(payment.Key, p => p with { Delivered = true });
                return true;
            }

            logger.LogWarning("The platform answered {Status} to the callback of {Payment}; it is sent again", (int)response.StatusCode, payment.Reference);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // Sent again after the next start.
        }
        catch (Exception failed) when (failed is HttpRequestException or OperationCanceledException)
        {
            logger.LogWarning("The platform can't be reached for the callback of {Payment}; it is sent again", payment.Reference);
        }

        return false;
    }

    private HttpRequestMessage Sign(SandboxPayment payment)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new
        {
            @event = payment.State == SandboxPaymentState.Paid ? "payment.succeeded" : "payment.cancelled",
            payment = payment.Reference,
            intent = payment.Intent,
            player = payment.Player,
            asset = payment.Asset,
            amount = payment.Amount,
            unixMs = payment.DecidedUnixMs,
        });
        var timestamp = clock.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        byte[] signed = [.. Encoding.ASCII.GetBytes($"{options.CallbackKeyId}.{timestamp}."), .. body];
        var request = new HttpRequestMessage(HttpMethod.Post, options.CallbackUrl) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Add("Croupier-Key-Id", options.CallbackKeyId);
        request.Headers.Add("Croupier-Timestamp", timestamp);
        request.Headers.Add("Croupier-Signature", Convert.ToHexStringLower(HMACSHA256.HashData(options.CallbackKey, signed)));
        return request;
    }
}
