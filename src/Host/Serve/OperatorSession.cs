using Croupier.Host.Config;
using Croupier.Host.Certificates;
using Croupier.Kernel;
using Croupier.Kernel.Ports;
using Microsoft.Extensions.Logging;

namespace Croupier.Host.Serve;

/// <summary>
/// An operator verb's way into the platform that a configuration describes: commands through the log under the operator's key, results from whichever ledger leads. It has what
/// the log's and the keys' sections give the operator, and nothing else.
/// </summary>
internal sealed class OperatorSession : IAsyncDisposable
{
    private readonly Stack<object> opened = new();

    private OperatorSession(Configuration configuration) => Configuration = configuration;

    public Configuration Configuration { get; }

    public ILedger Ledger { get; private set; } = null!;

    public static async Task<OperatorSession> OpenAsync(string file, ILoggerFactory loggers, CancellationToken cancellation, IReadOnlyDictionary<string, string>? environment = null)
    {
        var session = new OperatorSession(ConfigurationFile.Load(file, [Role.Operator], environment));
        try
        {
            await session.OpenPartsAsync(loggers, cancellation);
            return session;
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        while (opened.TryPop(out var part))
        {
            if (part is IAsyncDisposable waiting)
            {
                await waiting.DisposeAsync();
            }
            else
            {
                ((IDisposable)part).Dispose();
            }
        }
    }

    private async Task OpenPartsAsync(ILoggerFactory loggers, CancellationToken cancellation)
    {
        var clock = TimeProvider.System;
        var secrets = Keep(await ServeSecrets.OpenAsync(Configuration, clock, loggers, cancellation));
        var certificate = Keep(ServeCertificates.OpenPeers(Configuration, clock, loggers));
        var databases = Keep(ServeDatabases.Open(Configuration, secrets));
        var peers = Keep(new ServePeers(Configuration, certificate, clock, loggers));
        var log = Keep(new ServeLog(Configuration, secrets, certificate, databases, clock, loggers));
        Ledger = Keep(ServeClients.Of(new Caller(Role.Operator, Configuration.Instance), Configuration, secrets, log.Of(Role.Operator), peers.Results(), clock, loggers));
    }

    private T Keep<T>(T part)
        where T : class
    {
        opened.Push(part);
        return part;
    }
}
