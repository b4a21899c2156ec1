using System.CommandLine;
using System.Net;
using Croupier.Host.Config;
using Croupier.Kernel;

namespace Croupier.Host.Verbs;

/// <summary><c>croupier healthcheck</c>: asks a process on this machine whether it may receive traffic, for containers that can only run a command.</summary>
internal static class HealthcheckVerb
{
    private static readonly TimeSpan Within = TimeSpan.FromSeconds(3);

    private static readonly Option<string?> Config = new("--config") { Description = "The process's configuration: its listen.metrics is asked." };
    private static readonly Option<string?> Url = new("--url") { Description = "Where its metrics are, such as http://127.0.0.1:9464." };
    private static readonly Option<bool> Alive = new("--alive") { Description = "Ask only whether it is alive." };

    public static Command Create()
    {
        var command = new Command("healthcheck", "Ends with 0 when the process may receive traffic, and with 1 when not.") { Config, Url, Alive };
        command.SetAction((parsed, cancellation) => SaidOnce.RunAsync(async () =>
        {
            var address = (parsed.GetValue(Url), parsed.GetValue(Config)) switch
            {
                ({ } url, null) when Uri.TryCreate(url, UriKind.Absolute, out var given) && given.Scheme == Uri.UriSchemeHttp => given,
                (null, { } file) => AddressOf(ConfigurationFile.Load(file, []).Listen.Metrics),
                _ => null,
            };
            if (address is null)
            {
                await Console.Error.WriteLineAsync("croupier: healthcheck wants --config FILE, or --url http://HOST:PORT");
                return ExitCode.Usage;
            }

            return await AskAsync(new Uri(address, parsed.GetValue(Alive) ? "/healthz" : "/readyz"), Console.Out, cancellation);
        }));
        return command;
    }

    internal static async Task<ExitCode> AskAsync(Uri address, TextWriter output, CancellationToken cancellation)
    {
        using var http = new HttpClient { Timeout = Within, MaxResponseContentBufferSize = 65_536 };
        try
        {
            using var answer = await http.GetAsync(address, cancellation);
            await output.WriteAsync(await answer.Content.ReadAsStringAsync(cancellation));
            return answer.IsSuccessStatusCode ? ExitCode.Ok : ExitCode.CheckFailed;
        }
        catch (Exception error) when (error is HttpRequestException or OperationCanceledException && !cancellation.IsCancellationRequested)
        {
            await output.WriteLineAsync($"{address} does not answer: {error.Message}");
            return ExitCode.CheckFailed;
        }
    }

    /// <summary>A process that listens everywhere listens on loopback too.</summary>
    private static Uri AddressOf(ListenAddress listen)
    {
        var address = listen.Address.Equals(IPAddress.Any) ? IPAddress.Loopback : listen.Address.Equals(IPAddress.IPv6Any) ? IPAddress.IPv6Loopback : listen.Address;
        return new Uri($"http://{new IPEndPoint(address, listen.Port)}");
    }
}
