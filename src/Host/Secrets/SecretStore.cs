using System.Runtime.InteropServices;
using Croupier.Host.Config;
using Croupier.Host.Data;
using Microsoft.Extensions.Logging;

namespace Croupier.Host.Secrets;

/// <summary>
/// The secrets of this process. Each is read before it is used, and again at intervals and at SIGHUP; a changed one is in use from then on. One that can't be read again
/// keeps its last value, is logged and counted: a secret store that is away for an hour stops nothing. No value is ever logged.
/// </summary>
internal sealed class SecretStore(SecretsSettings settings, TimeProvider clock, ILoggerFactory loggers) : IAsyncDisposable
{
    private readonly ILogger logger = loggers.CreateLogger<SecretStore>();
    private readonly SecretMetrics metrics = new();
    private readonly List<WatchedSecret> secrets = [];
    private readonly SemaphoreSlim reading = new(1, 1);
    private readonly CancellationTokenSource closing = new();
    private PosixSignalRegistration? hangUp;
    private Task watching = Task.CompletedTask;

    /// <summary>Reads a secret for the first time. Throws when it can't be had.</summary>
    public async Task<Secret<T>> OpenAsync<T>(string key, SecretReference reference, Func<string, T> read, CancellationToken cancellation)
        where T : class
    {
        var secret = new Secret<T>(key, SecretSources.Of(reference, settings), read);
        await secret.ReadAsync(cancellation);
        secrets.Add(secret);
        return secret;
    }

    /// <summary>From now on every secret is read again at its times. Called once, after all are open.</summary>
    public void Watch()
    {
        hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal =>
        {
            signal.Cancel = true;
            _ = ReadAgainAsync();
        });
        watching = WatchAsync();
    }

    /// <summary>Reads every secret again, now.</summary>
    public async Task ReadAgainAsync()
    {
        await reading.WaitAsync();
        try
        {
            foreach (var secret in secrets)
            {
                await ReadAgainAsync(secret);
            }
        }
        catch (OperationCanceledException) when (closing.IsCancellationRequested)
        {
            // The process ends.
        }
        finally
        {
            reading.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        hangUp?.Dispose();
        await closing.CancelAsync();
        await watching;
        await reading.WaitAsync();
        metrics.Dispose();
    }

    private async Task WatchAsync()
    {
        using var timer = new PeriodicTimer(settings.ReadEvery, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(closing.Token))
            {
                await ReadAgainAsync();
            }
        }
        catch (OperationCanceledException)
        {
            // The process ends.
        }
    }

    private async Task ReadAgainAsync(WatchedSecret secret)
    {
        try
        {
            if (await secret.ReadAsync(closing.Token))
            {
                metrics.Changed.Add(1, new KeyValuePair<string, object?>("key", secret.Key));
                logger.LogInformation("the secret {Key} was exchanged", secret.Key);
            }
        }
        catch (Exception error) when (error is SecretException or EnvironmentException)
        {
            metrics.Failed.Add(1, new KeyValuePair<string, object?>("key", secret.Key));
            logger.LogError("a secret cannot be read again and stays what it was: {Reason}", error.Message);
        }
    }
}
