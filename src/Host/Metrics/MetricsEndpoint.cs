using System.Net;
using Croupier.Kernel.Ports;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Croupier.Host.Metrics;

/// <summary><c>/metrics</c>, <c>/healthz</c> (alive) and <c>/readyz</c> (every role has started and is ready; otherwise which is not, and why), on loopback.</summary>
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

    public static async Task<MetricsEndpoint> StartAsync(int port, Func<IReadOnlyList<IRole>> roles, CancellationToken cancellation)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(k =>
        {
            k.AddServerHeader = false;
            k.Listen(IPAddress.Loopback, port);
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

    private static async Task Answer(HttpContext context, MetricsText text, Func<IReadOnlyList<IRole>> roles)
    {
        context.Response.ContentType = "text/plain; version=0.0.4; charset=utf-8";
        switch (context.Request.Path.Value)
        {
            case "/metrics":
                await context.Response.WriteAsync(text.Write());
                break;
            case "/healthz":
                await context.Response.WriteAsync("alive\n");
                break;
            case "/readyz":
                var reasons = roles().Where(r => !r.Readiness.IsReady).Select(r => $"{r.Role}: {r.Readiness.Reason}\n").ToList();
                var isReady = reasons.Count == 0 && roles().Count > 0;
                context.Response.StatusCode = isReady ? 200 : 503;
                await context.Response.WriteAsync(isReady ? "ready\n" : string.Concat(reasons));
                break;
            default:
                context.Response.StatusCode = 404;
                break;
        }
    }
}
