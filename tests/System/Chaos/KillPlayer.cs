using System.Buffers.Text;
using System.Security.Cryptography;
using Croupier.Client;
using Croupier.Client.Api;
using Croupier.Wire.Mapping;
using Croupier.Wire.Player;
using Google.Protobuf;

namespace Croupier.Tests.System.Chaos;

/// <summary>
/// A player who keeps betting on one chain whatever happens to the platform, sends what was not answered again with its id (the client does), and remembers every answer.
/// </summary>
internal sealed class KillPlayer : IAsyncDisposable
{
    private const string Password = "correct horse battery";
    private static readonly byte[] OverHalf = [1, 0x13, 0x88];
    private static readonly Money Stake = Assets.Euro.FromMinor(10);

    private readonly ApiClient api;
    private readonly ClientOptions options;
    private readonly TimeProvider clock = TimeProvider.System;
    private readonly SemaphoreSlim refreshing = new(1, 1);
    private string email = "";
    private Session session = null!;
    private PlayerClient client = null!;
    private ChainId chain;
    private ByteString rulesHash = ByteString.Empty;

    public KillPlayer(ClientOptions options)
    {
        api = new ApiClient(options);
        this.options = options with { FreshAccessToken = FreshTokenAsync };
    }

    /// <summary>Every answered round: its id, and what was shown.</summary>
    public Dictionary<Guid, RoundResult> Shown { get; } = [];

    public Money Deposited { get; private set; }

    /// <summary>How often this player had to send something again.</summary>
    public long Retries => client.Retries;

    /// <param name="admit">Lets the player in, where nobody is let in without somebody's word.</param>
    public async Task EnterAsync(int number, Money deposit, CancellationToken cancellation, Func<PlayerId, Task>? admit = null)
    {
        email = $"kill-{number}@example.org";
        var player = await api.SignUpAsync(email, Password, cancellation);
        if (admit is not null)
        {
            await admit(player);
        }

        session = await api.SignInAsync(email, Password, cancellation);
        await DepositAsync(deposit, cancellation);
        client = await PlayerClient.ConnectAsync(options, session, cancellation);
        rulesHash = ByteString.CopyFrom(Convert.FromHexString((await api.GamesAsync(cancellation)).Single(g => g.Id == "dice").RulesHash));
        var opened = await client.OpenChainAsync(CommandId.New(clock), cancellation);
        chain = new ChainId(new Guid(opened.Chain_.Span, bigEndian: true));
        await client.SetClientSeedAsync(CommandId.New(clock), chain, RandomNumberGenerator.GetBytes(32), cancellation);
    }

    /// <summary>
    /// Bets until told to stop, at most once in <paramref name="pace"/>; calls <paramref name="settled"/> after each answer with the time at which that bet was first sent
    /// (<see cref="TimeProvider.GetTimestamp"/>).
    /// </summary>
    public async Task PlayAsync(Action<long> settled, CancellationToken stop, CancellationToken cancellation, TimeSpan pace = default)
    {
        for (var nonce = 0UL; !stop.IsCancellationRequested; nonce++)
        {
            var (id, sent) = (CommandId.New(clock), clock.GetTimestamp());
            var result = await client.BetAsync(
                new Bet
                {
                    Id = id.Value.ToBytes(), Game = "dice", RulesHash = rulesHash, Chain = chain.Value.ToBytes(), Nonce = nonce,
                    Asset = Assets.Euro.Id.Code, Stake = Stake.Units, Choice = ByteString.CopyFrom(OverHalf),
                },
                cancellation);
            Assert.Equal(Status.Accepted, (Status)result.Status);
            Assert.Equal(nonce, result.Nonce);
            lock (Shown)
            {
                Shown.Add(id.Value, result);
            }

            settled(sent);
            if (clock.GetElapsedTime(sent) is var took && took < pace)
            {
                await Until.OverAsync(pace - took, cancellation);
            }
        }
    }

    /// <summary>What was shown is what is stored: every round once, the same outcome and payout, no nonce missing, and the money adds up.</summary>
    public async Task CheckAsync(CancellationToken cancellation)
    {
        session = await AnswerAsync(() => api.SignInAsync(email, Password, cancellation), cancellation);
        var last = Shown.Values.Max(r => r.Block);
        var wallet = await AnswerAsync(() => api.WalletAsync(session, Assets.Euro.Id, (long)last, cancellation), cancellation);
        var stored = (await AnswerAsync(() => api.ChainAsync(session, chain, cancellation), cancellation)).Rounds ?? [];

        Assert.Equal(Enumerable.Range(0, stored.Count).Select(n => (long)n), stored.Select(r => r.Nonce));
        Assert.Equal(Shown.Count, stored.Count);
        foreach (var round in stored)
        {
            Assert.True(Shown.TryGetValue(round.Id, out var shown), $"round {round.Id} is stored and was never shown");
            Assert.Equal(shown.Outcome.ToByteArray(), Base64Url.DecodeFromChars(round.Outcome));
            Assert.Equal((shown.Payout, (long)shown.Block, (int)shown.Entry), (round.Payout, round.Block, round.Entry));
        }

        var expected = Deposited.Units + Shown.Values.Sum(r => r.Payout - r.Stake);
        Assert.Equal(expected, wallet.Cash);
    }

    /// <summary>While the player plays on: every round that was shown is stored once, as it was shown.</summary>
    public async Task CheckShownAsync(CancellationToken cancellation)
    {
        KeyValuePair<Guid, RoundResult>[] shown;
        lock (Shown)
        {
            shown = [.. Shown];
        }

        await AnswerAsync(() => FreshSessionAsync(cancellation), cancellation);
        await AnswerAsync(() => api.WalletAsync(session, Assets.Euro.Id, (long)shown.Max(r => r.Value.Block), cancellation), cancellation);
        var stored = ((await AnswerAsync(() => api.ChainAsync(session, chain, cancellation), cancellation)).Rounds ?? []).ToLookup(r => r.Id);
        foreach (var (id, round) in shown)
        {
            var one = Assert.Single(stored[id]);
            Assert.Equal((round.Payout, (long)round.Block, (int)round.Entry, (long)round.Nonce), (one.Payout, one.Block, one.Entry, one.Nonce));
        }
    }

    /// <summary>Closes the chain and saves its export as the API gives it, for <c>verify round</c>.</summary>
    public async Task ExportAsync(string file, CancellationToken cancellation)
    {
        var closed = await client.CloseChainAsync(CommandId.New(clock), chain, cancellation);
        Assert.Equal(Status.Accepted, (Status)closed.Status);
        using var handler = new SocketsHttpHandler();
        handler.SslOptions.RemoteCertificateValidationCallback = options.ServerCertificate;
        using var http = new HttpClient(handler) { DefaultRequestHeaders = { Authorization = new("Bearer", session.AccessToken) } };
        await File.WriteAllTextAsync(file, await http.GetStringAsync(new Uri(options.Origin, $"api/v1/chains/{chain}"), cancellation), cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        if (client is not null)
        {
            await client.DisposeAsync();
        }

        api.Dispose();
        refreshing.Dispose();
    }

    private async Task DepositAsync(Money amount, CancellationToken cancellation)
    {
        var deposit = await api.OpenDepositAsync(session, CommandId.New(clock), Assets.Euro.Id, amount, cancellation);
        using var handler = new SocketsHttpHandler { AllowAutoRedirect = false };
        handler.SslOptions.RemoteCertificateValidationCallback = options.ServerCertificate;
        using var browser = new HttpClient(handler);
        using var paid = await browser.PostAsync(new Uri(deposit.PaymentUrl + "/pay"), null, cancellation);
        await Until.TrueAsync(
            async () => (await api.WalletAsync(session, Assets.Euro.Id, 0, cancellation)).Cash == amount.Units, "the deposit arrives in the balance", cancellation);
        Deposited = amount;
    }

    private async Task<string> FreshTokenAsync(CancellationToken cancellation)
    {
        try
        {
            return (await FreshSessionAsync(cancellation)).AccessToken;
        }
        catch (PlatformRefusedException away) when (away.Status is Status.Unavailable or Status.Busy)
        {
            throw new ConnectionLostException(away.Message);
        }
    }

    // One at a time: a refresh token that is used twice ends its session.
    private async Task<Session> FreshSessionAsync(CancellationToken cancellation)
    {
        await refreshing.WaitAsync(cancellation);
        try
        {
            if (session.AccessTokenExpiresUnixMs - clock.GetUtcNow().ToUnixTimeMilliseconds() < 60_000)
            {
                session = await api.RefreshAsync(session, cancellation);
            }

            return session;
        }
        finally
        {
            refreshing.Release();
        }
    }

    /// <summary>Asks again while the platform says that it can't answer now, as docs/protocol.md tells a client to.</summary>
    private static async Task<T> AnswerAsync<T>(Func<Task<T>> ask, CancellationToken cancellation)
    {
        T? answer = default;
        await Until.TrueAsync(
            async () =>
            {
                try
                {
                    answer = await ask();
                    return true;
                }
                catch (PlatformRefusedException away) when (away.Status is Status.Unavailable or Status.Busy)
                {
                    return false;
                }
                catch (ConnectionLostException)
                {
                    return false;
                }
            },
            "the platform answers",
            cancellation);
        return answer!;
    }
}
