using System.Net;
using System.Security.Cryptography.X509Certificates;
using Croupier.Kernel.Ports;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Croupier.Tests.System.Wallet;

/// <summary>What the gateway is to a provider: an address on TLS that hands the callback's bytes to the wallet and answers by its status.</summary>
internal sealed class CallbackDoor : IAsyncDisposable
{
    private readonly WebApplication app;
    private int refusals;

    private CallbackDoor(WebApplication app) => this.app = app;

    /// <summary>Null: the platform is away, and every callback gets 503.</summary>
    public IWallet? Wallet { get; set; }

    public int Refusals => Volatile.Read(ref refusals);

    public Uri Address { get; private set; } = null!;

    public static async Task<CallbackDoor> OpenAsync(X509Certificate2 certificate)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = [] });
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(certificate)));
        var app = builder.Build();
        var door = new CallbackDoor(app);
        app.MapPost("/callbacks/{provider}", door.TakeAsync);
        await app.StartAsync();
        var bound = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        door.Address = new UriBuilder(bound) { Host = "localhost", Path = "/callbacks/sandbox" }.Uri;
        return door;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task<IResult> TakeAsync(string provider, HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        var headers = context.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString());
        var status = Wallet is { } wallet ? await wallet.DepositCallbackAsync(provider, headers, body.ToArray(), context.RequestAborted) : Status.Unavailable;
        if (status != Status.Accepted)
        {
            Interlocked.Increment(ref refusals);
        }

        return Results.StatusCode(status == Status.Accepted ? 204 : status == Status.SignatureInvalid ? 401 : 503);
    }
}
