using System.Diagnostics;
using System.Net.WebSockets;
using System.Security.Cryptography;
using Croupier.Client;
using Croupier.Kernel;
using Croupier.Wire.Frames;
using Croupier.Wire.Mapping;
using Croupier.Wire.Player;
using Google.Protobuf;

namespace Croupier.Bench.Play;

/// <summary>
/// One load player on one connection with one bet in flight. In a closed loop it bets as soon as it has its answer; in an open loop at its share of the rate, and the latency
/// counts from the moment at which the bet should have gone out, so that waiting behind a slow one is not forgotten. What was not answered is sent again under its id as
/// docs/protocol.md says, over another connection where one was lost.
/// </summary>
internal sealed class LoadLane : IDisposable
{
    private const int RoundsOfChain = 9_900;

    private static readonly ByteString Choice = ByteString.CopyFrom(0, 0x13, 0x88);

    private readonly LoadJob job;
    private readonly LoadAccount account;
    private readonly ClientOptions options;
    private FrameChannel channel;
    private int turn;
    private readonly List<long> latencies = [];
    private Bet bet = new();
    private ulong nonce;

    private LoadLane(LoadJob job, LoadAccount account, ClientOptions options, FrameChannel channel)
    {
        (this.job, this.account, this.options, this.channel) = (job, account, options, channel);
    }

    public long Retries { get; private set; }

    public long Refusals { get; private set; }

    public string? FirstRefusal { get; private set; }

    /// <summary>In ticks of <see cref="Stopwatch"/>.</summary>
    public IReadOnlyList<long> Latencies => latencies;

    public static async Task<LoadLane> OpenAsync(LoadJob job, LoadAccount account, ClientOptions options, CancellationToken cancellation)
    {
        var channel = job.Echo
            ? await OpenEchoAsync(job, options, cancellation)
            : await FrameChannel.OpenAsync(options, account.AccessToken, account.SessionKey, cancellation);
        var lane = new LoadLane(job, account, options, channel);
        await lane.OpenChainAsync(cancellation);
        return lane;
    }

    /// <param name="from">When the lane's first bet is due, in ticks of <see cref="Stopwatch"/>.</param>
    /// <param name="interval">Ticks between two bets; 0: closed loop.</param>
    /// <param name="until">No bet is due from here on.</param>
    /// <param name="measure">Whether latencies are kept.</param>
    public async Task PlayAsync(long from, long interval, long until, bool measure, CancellationToken cancellation)
    {
        for (var due = from; ; due = interval > 0 ? due + interval : Stopwatch.GetTimestamp())
        {
            if (due >= until)
            {
                return;
            }

            await UntilAsync(due, cancellation);
            var accepted = await PlayOnceAsync(cancellation);
            if (measure && accepted)
            {
                latencies.Add(Stopwatch.GetTimestamp() - due);
            }
        }
    }

    public void Dispose() => channel.Dispose();

    private static async Task UntilAsync(long due, CancellationToken cancellation)
    {
        // A timer wakes up to a millisecond late, so the last stretch is yielded through.
        var left = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), due);
        if (left > TimeSpan.FromMilliseconds(2))
        {
            await Task.Delay(left - TimeSpan.FromMilliseconds(1), cancellation);
        }

        while (Stopwatch.GetTimestamp() < due)
        {
            await Task.Yield();
        }
    }

    private static async Task<FrameChannel> OpenEchoAsync(LoadJob job, ClientOptions options, CancellationToken cancellation)
    {
        var socket = new ClientWebSocket();
        socket.Options.RemoteCertificateValidationCallback = options.ServerCertificate;
        await socket.ConnectAsync(new UriBuilder(job.Origin) { Scheme = "wss", Path = EchoServer.Path }.Uri, cancellation);
        var key = RandomNumberGenerator.GetBytes(ConnectionKeys.KeyBytes);
        return FrameChannel.Over(socket, FrameKind.Binary, key, key);
    }

    private async Task<bool> PlayOnceAsync(CancellationToken cancellation)
    {
        if (nonce >= RoundsOfChain)
        {
            await OpenChainAsync(cancellation);
        }

        bet.Id = Guid.CreateVersion7().ToBytes();
        bet.Nonce = nonce;
        if (job.Echo)
        {
            await channel.SendAsync(new ClientFrame { Bet = bet }, cancellation);
            await channel.ReceiveEchoAsync(cancellation);
            nonce++;
            return true;
        }

        var answer = await AskAsync(new ClientFrame { Bet = bet }, cancellation);
        if (answer.Round is { Status: (uint)Status.Accepted })
        {
            nonce++;
            return true;
        }

        Refusals++;
        FirstRefusal ??= answer.ToString();
        return false;
    }

    /// <summary>The answer, or a refusal that waiting has not changed.</summary>
    private async ValueTask<ServerFrame> AskAsync(ClientFrame question, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            var pause = RetryPause.AfterLoss(attempt);
            try
            {
                await channel.SendAsync(question, cancellation);
                var answer = await AnswerAsync(cancellation);
                if (answer.Refusal is not { RetryAfterMs: > 0 } refusal || attempt >= options.MaxAttempts)
                {
                    return answer;
                }

                pause = RetryPause.AfterRefusal(refusal.RetryAfterMs, attempt);
            }
            catch (ConnectionLostException) when (attempt < options.MaxAttempts)
            {
                await ConnectAsync(cancellation);
            }

            Retries++;
            await Task.Delay(pause, cancellation);
        }
    }

    private async Task ConnectAsync(CancellationToken cancellation)
    {
        channel.Dispose();
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                channel = await FrameChannel.OpenAsync(options, ++turn, account.AccessToken, account.SessionKey, cancellation);
                return;
            }
            catch (ConnectionLostException) when (attempt < options.MaxAttempts)
            {
                await Task.Delay(RetryPause.AfterLoss(attempt), cancellation);
            }
        }
    }

    private async ValueTask<ServerFrame> AnswerAsync(CancellationToken cancellation)
    {
        while (true)
        {
            var frame = await channel.ReceiveAsync(cancellation);
            if (frame.HasReplyTo)
            {
                return frame;
            }
        }
    }

    private async Task OpenChainAsync(CancellationToken cancellation)
    {
        var chain = ByteString.CopyFrom(new byte[WireBytes.IdBytes]);
        if (!job.Echo)
        {
            chain = (await ChainAsync(new() { OpenChain = new() { Id = Guid.CreateVersion7().ToBytes() } }, cancellation)).Chain_;
            var seed = ByteString.CopyFrom(RandomNumberGenerator.GetBytes(16));
            await ChainAsync(new() { SetClientSeed = new() { Id = Guid.CreateVersion7().ToBytes(), Chain = chain, ClientSeed = seed } }, cancellation);
        }

        nonce = 0;
        bet = new Bet
        {
            Game = job.Game, RulesHash = ByteString.CopyFrom(job.RulesHash), Chain = chain, Asset = Assets.Euro.Id.Code, Stake = job.Stake, Choice = Choice,
        };
    }

    private async Task<Chain> ChainAsync(ClientFrame question, CancellationToken cancellation)
    {
        var answer = await AskAsync(question, cancellation);
        return answer.Chain is { Status: (uint)Status.Accepted } chain ? chain : throw new InvalidOperationException($"a chain could not be opened: {answer}");
    }
}
