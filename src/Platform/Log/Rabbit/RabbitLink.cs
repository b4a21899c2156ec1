using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using RabbitMQ.Client;

namespace Croupier.Platform.Log.Rabbit;

/// <summary>
/// One connection to one of the brokers, opened when it is needed and again after it was let go. It belongs to one user, who lets it go after any failure: the next one
/// may lead to another node. Nothing here waits without a bound, because a broker that was stopped answers nothing at all.
/// </summary>
internal sealed class RabbitLink(RabbitConnectionOptions server, string purpose) : IAsyncDisposable
{
    private const string ServerUse = "1.3.6.1.5.5.7.3.1";

    /// <summary>More than a broker takes at its widest setting (128 MiB): a message that we refused to receive would come again for ever.</summary>
    private const uint LargestMessage = 160 * 1024 * 1024;

    private static readonly TimeSpan ClosePatience = TimeSpan.FromSeconds(1);

    private IConnection? connection;

    /// <summary>The broker has said that it takes no publications for now: it is short of memory or disk.</summary>
    public bool IsBlocked { get; private set; }

    /// <summary>A new channel; with <paramref name="confirms"/> a publication ends when the broker has confirmed it, and nothing limits how many are under way.</summary>
    public async Task<IChannel> OpenChannelAsync(bool confirms, CancellationToken cancellation)
    {
        if (connection is not { IsOpen: true })
        {
            await LetGoAsync();
            connection = await ConnectAsync(cancellation);
            IsBlocked = false;
            connection.ConnectionBlockedAsync += (_, _) => Task.FromResult(IsBlocked = true);
            connection.ConnectionUnblockedAsync += (_, _) => Task.FromResult(IsBlocked = false);
        }

        var options = new CreateChannelOptions(confirms, confirms, outstandingPublisherConfirmationsRateLimiter: null);
        return await WithinAsync(server.AnswerTimeout, limited => connection.CreateChannelAsync(options, limited), cancellation);
    }

    /// <summary>Does something over a channel of its own.</summary>
    public async Task OnChannelAsync(bool confirms, Func<IChannel, Task> act, CancellationToken cancellation)
    {
        var channel = await OpenChannelAsync(confirms, cancellation);
        try
        {
            await act(channel);
        }
        finally
        {
            await EndAsync(channel);
        }
    }

    /// <summary>Ends a channel, or leaves it to the end of its connection if the broker does not answer.</summary>
    public static async Task EndAsync(IChannel channel)
    {
        var ending = channel.DisposeAsync().AsTask().ContinueWith(_ => { }, TaskScheduler.Default);
        await Task.WhenAny(ending, Task.Delay(ClosePatience));
    }

    public async ValueTask LetGoAsync()
    {
        if (Interlocked.Exchange(ref connection, null) is { } old)
        {
            // Aborting throws nothing; what it did not end within its time ends with its socket.
            var closing = CloseAsync(old);
            await Task.WhenAny(closing, Task.Delay(ClosePatience * 2));
        }
    }

    public ValueTask DisposeAsync() => LetGoAsync();

    private static async Task CloseAsync(IConnection old)
    {
        try
        {
            await old.CloseAsync(Constants.ReplySuccess, "", ClosePatience, abort: true, CancellationToken.None);
            await old.DisposeAsync();
        }
        catch (Exception)
        {
            // It was broken already, and nobody needs it any more.
        }
    }

    /// <summary>One node after the other, in an order by chance. A refusal is the same at all of them.</summary>
    private async Task<IConnection> ConnectAsync(CancellationToken cancellation)
    {
        var endpoints = server.Endpoints.ToArray();
        Random.Shared.Shuffle(endpoints);
        for (var i = 0; ; i++)
        {
            try
            {
                // The driver bounds each step of a connection but TLS's.
                return await WithinAsync(server.AnswerTimeout, limited => ConnectAsync(endpoints[i], limited), cancellation);
            }
            catch (Exception failure) when (i + 1 < endpoints.Length && !cancellation.IsCancellationRequested && RabbitTrouble.IsPassing(failure))
            {
                // The next one may be up.
            }
        }
    }

    private async Task<IConnection> ConnectAsync(DnsEndPoint endpoint, CancellationToken cancellation)
    {
        var login = server.Login();
        var factory = new ConnectionFactory
        {
            VirtualHost = server.VirtualHost,
            AutomaticRecoveryEnabled = false,
            TopologyRecoveryEnabled = false,
            RequestedConnectionTimeout = server.ConnectTimeout,
            HandshakeContinuationTimeout = server.ConnectTimeout,
            ContinuationTimeout = server.AnswerTimeout,
            SocketWriteTimeout = server.AnswerTimeout,
            RequestedHeartbeat = server.Heartbeat,
            MaxInboundMessageBodySize = LargestMessage,
            ConsumerDispatchConcurrency = 1,
        };
        if (login.User is { } user)
        {
            (factory.UserName, factory.Password) = (user, login.Password ?? "");
        }
        else
        {
            factory.AuthMechanisms = [new ExternalMechanismFactory()];
        }

        return await factory.CreateConnectionAsync([new AmqpTcpEndpoint(endpoint.Host, endpoint.Port, Tls(endpoint.Host, login))], $"{server.Prefix} {purpose}", cancellation);
    }

    private static async Task<T> WithinAsync<T>(TimeSpan limit, Func<CancellationToken, Task<T>> act, CancellationToken cancellation)
    {
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limited.CancelAfter(limit);
        try
        {
            return await act(limited.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new TimeoutException($"the broker did not answer within {limit}");
        }
    }

    private SslOption Tls(string host, RabbitLogin login) => server.Authorities.Count == 0 ? new SslOption() : new SslOption(host, enabled: true)
    {
        Certs = login.Certificate is { } certificate ? [certificate] : [],
        CertificateValidationCallback = (_, certificate, chain, errors) => IsOurBroker(certificate, chain, errors),
    };

    private bool IsOurBroker(X509Certificate? shown, X509Chain? sent, SslPolicyErrors errors)
    {
        if (shown is not X509Certificate2 certificate || (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) != SslPolicyErrors.None)
        {
            return false;
        }

        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(ServerUse));
        chain.ChainPolicy.CustomTrustStore.AddRange(server.Authorities.ToArray());
        chain.ChainPolicy.ExtraStore.AddRange(sent?.ChainElements.Select(element => element.Certificate).ToArray() ?? []);
        return chain.Build(certificate);
    }
}
