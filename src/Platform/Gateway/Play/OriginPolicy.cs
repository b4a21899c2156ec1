namespace Croupier.Platform.Gateway.Play;

/// <summary>
/// Which pages may open the socket. Browsers always say the page's origin and can't be made to lie about it; native clients say none, and are let through to the token.
/// </summary>
internal sealed class OriginPolicy(IEnumerable<string> allowed)
{
    private readonly HashSet<string> origins = new(allowed, StringComparer.OrdinalIgnoreCase);

    public IEnumerable<string> Origins => origins;

    public static OriginPolicy Of(GatewayOptions options, int boundPort) => new(
        options.AllowedOrigins.Count > 0
            ? options.AllowedOrigins
            : [$"https://localhost:{boundPort}", $"https://127.0.0.1:{boundPort}", $"https://[::1]:{boundPort}"]);

    /// <summary>A request with two Origin headers is one that no browser makes.</summary>
    public bool Allows(Microsoft.Extensions.Primitives.StringValues origin) =>
        origin.Count == 0 || (origin.Count == 1 && origins.Contains(origin[0]!));
}
