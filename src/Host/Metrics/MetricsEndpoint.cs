using System.Net;
using Croupier.Host.Health;
using Croupier.Kernel.Ports;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Croupier.Host.Metrics;

/// <summary><c>/metrics</c>, <c>/healthz</c> (alive) and <c>/readyz</c> (every role may receive traffic), in clear, on an address of its own.</summary>
internal sealed class MetricsEndpoint : IAsyncDisposable
{
    private readonly WebApplication application;
    private readonly MetricsText text;

    private MetricsEndpoint(WebApplication application, MetricsText text)
    {
        this.application = application;
        this.text = text;
    }

    public Uri Address => new(application.Urls.First());

    /// <summary>On loopback.</summary>
    public static Task<MetricsEndpoint> StartAsync(int port, Func<IReadOnlyList<IRole>> roles, CancellationToken cancellation) => StartAsync(
        IPAddress.Loopback, port, () => roles().Select(RoleHealth.Of), cancellation);

    public static async Task<MetricsEndpoint> StartAsync(IPAddress address, int port, Func<IEnumerable<RoleHealth>> roles, CancellationToken cancellation)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(k =>
        {
            k.AddServerHeader = false;
            k.Listen(address, port);
        });
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        var application = builder.Build();
        var text = new MetricsText();
        application.Run(context => Answer(context, text, roles));
        await application.StartAsync(cancellation);
        return new MetricsEndpoint(application, text);
    }

    public async ValueTask DisposeAsync()
    {
        await application.DisposeAsync();
        text.Dispose();
    }

    private static async Task Answer(HttpContext context, MetricsText text, Func<IEnumerable<RoleHealth>> roles)
    {
        context.Response.ContentType = "text/plain; version=0.0.4; charset=utf-8";
        switch (context.Request.Path.Value)
        {
            case "/metrics":
                await context.Response.WriteAsync(text.Write());
                break;
            case "/healthz":
                await context.Response.WriteAsync(HealthAnswers.Alive);
                break;
            case "/readyz":
                context.Response.ContentType = "application/json";
                (context.Response.StatusCode, var body) = HealthAnswers.Ready(roles());
                await context.Response.WriteAsync(body);
                break;
            default:
                context.Response.StatusCode = 404;
                break;
        }
    }
}
