using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Croupier.Host.Sandbox;

/// <summary>
/// A payment provider for development, standing outside of the platform as a real one does: an API with a key, a page for the payer, signed callbacks that it
/// repeats until they are answered, and a memory of its own. On loopback and TLS only. It moves no money, and says so on every page. Started by
/// <c>start-dev</c> and by tests; the platform speaks to it over its API alone.
/// </summary>
public sealed class SandboxProvider : IAsyncDisposable
{
    private const int MaxBodyBytes = 16_384;

    private readonly WebApplication app;
    private readonly SandboxJournal journal;
    private readonly SandboxCallbacks callbacks;

    private SandboxProvider(WebApplication app, SandboxJournal journal, SandboxCallbacks callbacks, Uri address)
    {
        this.app = app;
        this.journal = journal;
        this.callbacks = callbacks;
        Address = address;
    }

    /// <summary><c>https://localhost:port/</c></summary>
    public Uri Address { get; }

    public static async Task<SandboxProvider> StartAsync(SandboxOptions options, TimeProvider clock, ILoggerFactory loggers, CancellationToken cancellation)
    {
        if (options.ApiKey.Length < 16 || options.CallbackKey.Length < 32)
        {
            throw new ArgumentException("the sandbox wants an API key of at least 16 characters and a callback key of at least 32 bytes");
        }

        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = [], ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(loggers);
        builder.Services.ConfigureHttpJsonOptions(json => SandboxApi.Configure(json.SerializerOptions));
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MaxBodyBytes;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
            kestrel.Listen(IPAddress.Loopback, options.Port, listen => listen.UseHttps(options.Certificate));
        });
        var journal = new SandboxJournal(options.StateFile);
        var callbacks = new SandboxCallbacks(options, journal, clock, loggers.CreateLogger<SandboxProvider>());
        var app = builder.Build();
        try
        {
            Uri? address = null;
            new SandboxApi(options, journal, () => address!).Map(app);
            new SandboxPages(journal, callbacks, clock).Map(app);
            await app.StartAsync(cancellation);
            var bound = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
            address = new UriBuilder(bound) { Host = "localhost" }.Uri;
            return new SandboxProvider(app, journal, callbacks, address);
        }
        catch
        {
            await app.DisposeAsync();
            await callbacks.DisposeAsync();
            journal.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        await callbacks.DisposeAsync();
        journal.Dispose();
    }
}
