using System.Buffers.Binary;
using System.Collections.Concurrent;
using Croupier.Kernel;
using Croupier.Kernel.Ports;
using Croupier.Platform.Peers.Links;
using Croupier.Platform.Peers.Streams;
using Croupier.Wire.Peers;
using Croupier.Wire.Peers.Messages;

namespace Croupier.Platform.Peers.Remote;

/// <summary>
/// <see cref="IGames"/> over all games processes. A chain's bets go to one of them for as long as it is there, where its seeds are in memory (rendezvous hashing: a process
/// that comes or goes moves its own share of the chains and no other); and only to one that plays by the rules that the bet names. A bet whose stream is lost has an
/// unknown fate: the caller sends it again under its id, wherever it then goes.
/// </summary>
public sealed class RemoteGames : RemotePort, IGames, IAsyncDisposable
{
    private readonly CallStreams<Answer> streams;
    private readonly ConcurrentDictionary<PeerLink, Offer> offers = new();
    private int waitingToAsk;

    public RemoteGames(PeerLinks links)
        : base(links, Role.Games) => streams = new(Links, "bets", OpenAsync, LearnAsync);

    /// <summary>What the first process that is connected offers; else what the last one did. Empty before the first.</summary>
    public IReadOnlyList<GameInfo> Lobby
    {
        get
        {
            var open = streams.Open;
            var known = Links.All.Where(offers.ContainsKey).ToList();
            return (known.FirstOrDefault(open.ContainsKey) ?? known.FirstOrDefault()) is { } link ? offers[link].Games : [];
        }
    }

    /// <summary>What any process has told of.</summary>
    public IReadOnlyList<GameRules> Rules => [.. offers.Values.SelectMany(offer => offer.Whole).DistinctBy(rules => (rules.Game, rules.RulesHash))];

    public override string? WhyNotReady => streams.IsAnyOpen ? null : Links.WhyNotReady ?? "no games process takes bets yet";

    public override Task UntilReadyAsync(CancellationToken cancellation) => streams.UntilOpenAsync(cancellation);

    public async Task<PlayReply> PlayAsync(PlayRequest request, CancellationToken cancellation)
    {
        // What no process can be asked in bytes is refused as each of them would.
        if (!request.Game.IsWellFormed || request.Choice.Length > byte.MaxValue)
        {
            return new PlayReply(request.Game.IsWellFormed ? Status.ChoiceInvalid : Status.NoSuchGame, null);
        }

        var pending = TryAsk(request) ?? await AskLaterAsync(request, cancellation);
        var (reply, unknown, retryAfter) = await (cancellation.CanBeCanceled ? pending.Task.WaitAsync(cancellation) : pending.Task);
        return reply ?? throw new LedgerUnavailableException(unknown, unknown == Status.Busy ? "games is busy; nothing was appended" : "games has no result: the bet may or may not have taken effect", retryAfter);
    }

    public ValueTask DisposeAsync() => streams.DisposeAsync();

    private PendingCall<Answer>? TryAsk(PlayRequest request)
    {
        while (Choose(request) is { } stream)
        {
            switch (stream.TryAsk(request, static (writer, bet) => PlayBytes.Write(writer, bet), out var pending))
            {
                case Asked.OnItsWay:
                    return pending;
                case Asked.Full:
                    throw Busy();
                default:
                    // It has ended since it was chosen, and is on its way out of the list.
                    continue;
            }
        }

        return null;
    }

    /// <summary>A process is on its way back, mostly: a bet waits for it a while, with no more others than may wait for an answer.</summary>
    private async Task<PendingCall<Answer>> AskLaterAsync(PlayRequest request, CancellationToken cancellation)
    {
        var started = Peers.Clock.GetTimestamp();
        try
        {
            if (Interlocked.Increment(ref waitingToAsk) > Peers.Options.MaxOutstanding)
            {
                throw Busy();
            }

            while (true)
            {
                var next = Links.Changed.Next;
                if (TryAsk(request) is { } pending)
                {
                    return pending;
                }

                await next.WaitAsync(Peers.Options.PickWithin - Peers.Clock.GetElapsedTime(started) is { Ticks: > 0 } left ? left : TimeSpan.Zero, Peers.Clock, cancellation);
            }
        }
        catch (TimeoutException)
        {
            throw new LedgerUnavailableException(Status.Unavailable, "no games process that plays by these rules is connected; nothing was sent");
        }
        finally
        {
            Interlocked.Decrement(ref waitingToAsk);
        }
    }

    /// <summary>
    /// Of the processes with these rules, those that are heard come before the silent ones, and the one with the chain's highest weight before the others. Where none has
    /// the rules, any may say so; unless one that has them is only away. Null when there is nobody to ask.
    /// </summary>
    private CallStream<Answer>? Choose(PlayRequest request)
    {
        CallStream<Answer>? best = null;
        var (bestWeight, anyFull) = (0ul, false);
        var anyWithRules = false;
        var open = streams.Open;
        foreach (var (link, stream) in open)
        {
            if (!stream.IsOpen || !offers.TryGetValue(link, out var offer))
            {
                continue;
            }

            var hasRules = offer.Rules.Contains(request.RulesHash);
            if ((anyWithRules && !hasRules) || stream.IsFull)
            {
                anyFull |= stream.IsFull && hasRules;
                continue;
            }

            // The highest bit says that it is heard, the second highest is left, the rest is the chain's own order.
            var weight = (Weight(request.Chain, offer.Salt) >> 1) | (stream.IsSilentFor(Peers.Options.SilentAfter) ? 0 : 1ul << 63);
            if (best is null || (hasRules && !anyWithRules) || weight > bestWeight)
            {
                (best, bestWeight) = (stream, weight);
            }

            anyWithRules |= hasRules;
        }

        if (anyFull && !anyWithRules)
        {
            throw Busy();
        }

        return anyWithRules || !offers.Any(one => !open.ContainsKey(one.Key) && !one.Key.Gone.IsCancellationRequested && one.Value.Rules.Contains(request.RulesHash)) ? best : null;
    }

    private async Task LearnAsync(PeerLink link, LinkSession session, CancellationToken cancellation)
    {
        var lobby = await session.Channel.CallAsync(PeerMethods.GetLobby, new GetLobbyRequest(), Wire.Peers.Messages.Lobby.Parser, Peers.Options.CallWithin, cancellation);
        var salt = BinaryPrimitives.ReadUInt64BigEndian(Hash256.Of(System.Text.Encoding.UTF8.GetBytes(link.Address.AbsoluteUri)).ToArray());
        offers[link] = new Offer(LobbyMessages.ReadGames(lobby), LobbyMessages.ReadRules(lobby), LobbyMessages.ReadWhole(lobby), salt);
        foreach (var gone in offers.Keys.Where(one => one.Gone.IsCancellationRequested))
        {
            offers.TryRemove(gone, out _);
        }
    }

    private Task<CallStream<Answer>> OpenAsync(LinkSession session, CancellationToken cancellation) =>
        CallStream<Answer>.OpenAsync(
            session,
            PeerMethods.Play,
            Peers.Options.MaxOutstanding,
            static (ref Kernel.Bytes.ByteReader body) => new Answer(PlayBytes.ReadReply(ref body, out var status, out var retryAfter), status, retryAfter),
            static () => new LedgerUnavailableException(Status.Unavailable, "games did not answer: the bet may or may not have taken effect; send it again with the same id"),
            Peers.Options.PlayWithin,
            isSecret: false,
            Peers.Clock,
            cancellation);

    private LedgerUnavailableException Busy() => new(Status.Busy, $"{Peers.Options.MaxOutstanding} bets wait for each games process; nothing was sent");

    /// <summary>The chain's order of the processes: well mixed (the last step of SplitMix64), and the same in every gateway.</summary>
    private static ulong Weight(ChainId chain, ulong salt)
    {
        Span<byte> bytes = stackalloc byte[16];
        chain.Value.TryWriteBytes(bytes);
        var mixed = unchecked(salt ^ BinaryPrimitives.ReadUInt64LittleEndian(bytes) ^ (BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]) * 0x9E3779B97F4A7C15));
        unchecked
        {
            mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
            mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        }

        return mixed ^ (mixed >> 31);
    }

    /// <summary>A reply, or why there is none and when to ask again.</summary>
    private readonly record struct Answer(PlayReply? Reply, Status Unknown, TimeSpan RetryAfter);

    private sealed record Offer(IReadOnlyList<GameInfo> Games, IReadOnlySet<Hash256> Rules, IReadOnlyList<GameRules> Whole, ulong Salt);
}
