using Microsoft.AspNetCore.Http;

namespace Croupier.Platform.Gateway.Web;

/// <summary>
/// The headers of every answer. Scripts, styles, pictures and connections come from this origin alone; nothing inline, no frame around us, no plug-in. The one exception is
/// the payment page of the configured provider.
/// </summary>
internal sealed class SecurityHeaders(GatewayOptions options)
{
    private volatile string policy = Policy(options.PaymentOrigin, options.AllowedOrigins);

    public static string Policy(string? paymentOrigin, IEnumerable<string> pages)
    {
        // Older browsers don't take the socket of the same host for 'self'.
        var sockets = string.Concat(pages.Select(origin => " " + origin.Replace("https://", "wss://", StringComparison.OrdinalIgnoreCase)));
        var payment = paymentOrigin is null ? "" : " " + paymentOrigin;
        var frames = paymentOrigin ?? "'none'";
        return "default-src 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'; img-src 'self' data:; "
            + $"connect-src 'self'{sockets}; "
            + $"form-action 'self'{payment}; frame-src {frames}";
    }

    /// <summary>The pages' origins, once the port is bound.</summary>
    public void Allow(IEnumerable<string> pages) => policy = Policy(options.PaymentOrigin, pages);

    public Task ApplyAsync(HttpContext context, RequestDelegate next)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = policy;
        if (!IsThisMachine(context.Request.Host.Host))
        {
            headers.StrictTransportSecurity = "max-age=31536000";
        }

        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=(), usb=()";
        return next(context);
    }

    /// <summary>On a developer's machine the header would bind every other server on localhost to TLS, for a year.</summary>
    private static bool IsThisMachine(string host) => host is "localhost" or "127.0.0.1" or "[::1]";
}
