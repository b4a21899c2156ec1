using Croupier.Kernel;
using Croupier.Wire.Mapping;
using Croupier.Wire.Player;
using Google.Protobuf;

namespace Croupier.Client;

/// <summary>
/// A player's device: asks over one socket, makes it anew when it is lost, and sends a command whose answer it has not seen again with the same id, as docs/protocol.md
/// rules; so each command has one effect, whatever the network does. Safe for several callers at once.
/// <list type="number">
/// <item>Have a connection: the standing one, or a new one.</item>
/// <item>Ask.</item>
/// <item>An answer, or a refusal that waiting doesn't change: done.</item>
/// <item>Lost, busy or unavailable: wait as <see cref="RetryPause"/> says, and begin again, at the next gateway where one was lost, at most
/// <see cref="ClientOptions.MaxAttempts"/> times. A token that has expired meanwhile is replaced by a fresh one of the session.</item>
/// </list>
/// </summary>
public sealed class PlayerClient : IAsyncDisposable
{
    private readonly ClientOptions options;
    private readonly byte[] sessionKey;
    private readonly SemaphoreSlim connecting = new(1, 1);
    private string accessToken;
    private int turn;
    private volatile PlaySocket? socket;
    private volatile bool wantsFreshToken;
    private long retries;

    private PlayerClient(ClientOptions options, string accessToken, byte[] sessionKey)
    {
        this.options = options;
        this.accessToken = accessToken;
        this.sessionKey = sessionKey;
    }

    /// <summary>What the server says unasked: a balance that changed elsewhere, a refusal that names no frame. Called on the receiving thread.</summary>
    public event Action<ServerFrame>? Unasked;

    public Welcome Welcome => socket?.Welcome ?? new();

    public static async Task<PlayerClient> ConnectAsync(ClientOptions options, string accessToken, byte[] sessionKey, CancellationToken cancellation)
    {
        var client = new PlayerClient(options, accessToken, sessionKey);
        for (var gateway = 0; ; gateway++)
        {
            try
            {
                await client.ConnectionAsync(cancellation);
                return client;
            }
            catch (ConnectionLostException) when (gateway < options.OtherOrigins.Count)
            {
                // The next one may be there.
            }
        }
    }

    public static Task<PlayerClient> ConnectAsync(ClientOptions options, Api.Session session, CancellationToken cancellation) =>
        ConnectAsync(options, session.AccessToken, session.SessionKeyBytes(), cancellation);

    public async Task<Chain> OpenChainAsync(CommandId id, CancellationToken cancellation) =>
        Typed(await AskAsync(new() { OpenChain = new() { Id = id.Value.ToBytes() } }, cancellation)).Chain;

    public async Task<Chain> SetClientSeedAsync(CommandId id, ChainId chain, ReadOnlyMemory<byte> clientSeed, CancellationToken cancellation)
    {
        var message = new SetClientSeed { Id = id.Value.ToBytes(), Chain = chain.Value.ToBytes(), ClientSeed = ByteString.CopyFrom(clientSeed.Span) };
        return Typed(await AskAsync(new() { SetClientSeed = message }, cancellation)).Chain;
    }

    public async Task<Chain> CloseChainAsync(CommandId id, ChainId chain, CancellationToken cancellation) =>
        Typed(await AskAsync(new() { CloseChain = new() { Id = id.Value.ToBytes(), Chain = chain.Value.ToBytes() } }, cancellation)).Chain;

    public async Task<RoundResult> BetAsync(Bet bet, CancellationToken cancellation) =>
        Typed(await AskAsync(new() { Bet = bet }, cancellation)).Round;

    public async Task<WithdrawalResult> WithdrawAsync(CommandId id, AssetId asset, Money amount, CancellationToken cancellation)
    {
        var message = new Withdraw { Id = id.Value.ToBytes(), Asset = asset.Code, Amount = amount.Units };
        return Typed(await AskAsync(new() { Withdraw = message }, cancellation)).Withdrawal;
    }

    public async Task<Balance> BalanceAsync(AssetId asset, CancellationToken cancellation) =>
        Typed(await AskAsync(new() { GetBalance = new() { Asset = asset.Code } }, cancellation)).Balance;

    public async Task<Pong> PingAsync(ulong token, CancellationToken cancellation) =>
        Typed(await AskAsync(new() { Ping = new() { Token = token } }, cancellation)).Pong;

    /// <summary>Moves the socket's end to that of a fresh token of the same session.</summary>
    public async Task<Renewed> RenewAsync(string freshAccessToken, CancellationToken cancellation)
    {
        var renewed = Typed(await AskAsync(new() { Renew = new() { AccessToken = freshAccessToken } }, cancellation)).Renewed;
        accessToken = freshAccessToken;
        return renewed;
    }

    /// <summary>How often something was sent again, because its answer was lost or the platform said when to come again.</summary>
    public long Retries => Interlocked.Read(ref retries);

    /// <summary>The server's answer; a refusal comes back as a frame too, once asking again has not helped.</summary>
    public async Task<ServerFrame> AskAsync(ClientFrame question, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            var pause = RetryPause.AfterLoss(attempt);
            try
            {
                // 1. A connection, and 2. the question.
                var connection = await ConnectionAsync(cancellation);
                var answer = await AskOnceAsync(connection, question, cancellation);

                // 3. Done, unless waiting helps.
                if (answer.Refusal is not { } refusal || attempt >= options.MaxAttempts || !(refusal.RetryAfterMs > 0 || HelpsFreshToken((Status)refusal.Status)))
                {
                    return answer;
                }

                if (refusal.RetryAfterMs > 0)
                {
                    pause = RetryPause.AfterRefusal(refusal.RetryAfterMs, attempt);
                }
                else
                {
                    await LetGoAsync(connection, cancellation);
                }
            }
            catch (ConnectionLostException) when (attempt < options.MaxAttempts)
            {
            }
            catch (PlatformRefusedException refused) when (HelpsFreshToken(refused.Status) && !wantsFreshToken && attempt < options.MaxAttempts)
            {
                wantsFreshToken = true;
            }
            catch (PlatformRefusedException refused) when (refused.RetryAfterMs > 0 && attempt < options.MaxAttempts)
            {
                // The connection itself was refused for now.
                pause = RetryPause.AfterRefusal(refused.RetryAfterMs, attempt);
            }

            // 4. Again, with the same id.
            Interlocked.Increment(ref retries);
            await Task.Delay(pause, options.Clock, cancellation);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (socket is { } standing)
        {
            await standing.DisposeAsync();
        }

        connecting.Dispose();
    }

    private static ServerFrame Typed(ServerFrame answer) => answer.Refusal is { } refusal
        ? throw new PlatformRefusedException((Status)refusal.Status, refusal.Message, refusal.RetryAfterMs)
        : answer;

    private async Task<ServerFrame> AskOnceAsync(PlaySocket connection, ClientFrame question, CancellationToken cancellation)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        deadline.CancelAfter(options.AnswerWithin);
        try
        {
            return await connection.AskAsync(question, deadline.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new ConnectionLostException($"no answer within {options.AnswerWithin}");
        }
    }

    private async Task<PlaySocket> ConnectionAsync(CancellationToken cancellation)
    {
        if (socket is { IsLost: false } standing)
        {
            return standing;
        }

        await connecting.WaitAsync(cancellation);
        try
        {
            if (socket is { IsLost: false } meanwhile)
            {
                return meanwhile;
            }

            if (socket is { } old)
            {
                (socket, wantsFreshToken) = (null, true);
                turn++;
                await old.DisposeAsync();
            }

            if (wantsFreshToken && options.FreshAccessToken is { } fresh)
            {
                accessToken = await fresh(cancellation);
                wantsFreshToken = false;
            }

            return socket = await PlaySocket.OpenAsync(options, turn, accessToken, sessionKey, frame => Unasked?.Invoke(frame), cancellation);
        }
        catch (ConnectionLostException)
        {
            turn++;
            throw;
        }
        finally
        {
            connecting.Release();
        }
    }

    private bool HelpsFreshToken(Status status) => status == Status.TokenExpired && options.FreshAccessToken is not null;

    // The gateway is well; the connection's token is not.
    private async Task LetGoAsync(PlaySocket expired, CancellationToken cancellation)
    {
        await connecting.WaitAsync(cancellation);
        try
        {
            if (socket == expired)
            {
                (socket, wantsFreshToken) = (null, true);
                await expired.DisposeAsync();
            }
        }
        finally
        {
            connecting.Release();
        }
    }
}
