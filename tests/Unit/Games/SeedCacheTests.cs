using System.Security.Cryptography;
using Croupier.Kernel.Ports;
using Croupier.Platform.Games;

namespace Croupier.Tests.Unit.Games;

public sealed class SeedCacheTests : IDisposable
{
    private const int Capacity = 3;

    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(15);

    private readonly PlayerId player = PlayerId.New(TimeProvider.System, 0);
    private readonly ManualClock clock = new();
    private readonly SeedCache cache;

    public SeedCacheTests() => cache = new SeedCache(Capacity, Lifetime, clock);

    public void Dispose() => cache.Dispose();

    [Fact]
    public void Seeds_come_out_as_they_went_in_and_for_their_player_only()
    {
        var (chain, seeds) = (NewChain(), NewSeeds());
        var (server, client) = (seeds.ServerSeed.ToArray(), seeds.ClientSeed.ToArray());
        cache.Add(player, chain, seeds);

        Assert.True(TryCopy(player, chain, out var copied));
        Assert.Equal(server, copied.Server);
        Assert.Equal(client, copied.Client);
        Assert.False(TryCopy(PlayerId.New(TimeProvider.System, 0), chain, out _));
        Assert.False(TryCopy(player, NewChain(), out _));
    }

    [Fact]
    public void The_oldest_goes_when_there_are_too_many()
    {
        var chains = Enumerable.Range(0, Capacity + 1).Select(_ => NewChain()).ToList();
        chains.ForEach(c => cache.Add(player, c, NewSeeds()));

        Assert.Equal(Capacity, cache.Count);
        Assert.False(TryCopy(player, chains[0], out _));
        Assert.All(chains.Skip(1), c => Assert.True(TryCopy(player, c, out _)));
    }

    [Fact]
    public void Seeds_lapse_and_the_next_fetch_clears_what_has_lapsed()
    {
        var (early, late) = (NewChain(), NewChain());
        cache.Add(player, early, NewSeeds());
        clock.Advance(Lifetime - TimeSpan.FromSeconds(1));
        Assert.True(TryCopy(player, early, out _));

        clock.Advance(TimeSpan.FromSeconds(1));
        cache.Add(player, late, NewSeeds());

        Assert.Equal(1, cache.Count);
        Assert.False(TryCopy(player, early, out _));
        Assert.True(TryCopy(player, late, out _));
    }

    [Fact]
    public void What_is_dropped_is_zeroed_and_what_was_copied_is_not()
    {
        var (removed, replaced, left) = (NewSeeds(), NewSeeds(), NewSeeds());
        var chains = new[] { NewChain(), NewChain(), NewChain() };
        cache.Add(player, chains[0], removed);
        cache.Add(player, chains[1], replaced);
        cache.Add(player, chains[2], left);
        TryCopy(player, chains[0], out var copy);

        cache.Remove(player, chains[0]);
        cache.Add(player, chains[1], NewSeeds());
        cache.Dispose();

        Assert.All(new[] { removed, replaced, left }, s => Assert.False(s.ServerSeed.Span.ContainsAnyExcept((byte)0)));
        Assert.True(copy.Server.AsSpan().ContainsAnyExcept((byte)0));
        Assert.Equal(0, cache.Count);
    }

    [Fact]
    public void No_round_ever_sees_a_zeroed_seed_while_others_drop_it()
    {
        var chain = NewChain();
        var zeroed = 0;
        Parallel.For(0, 20_000, i =>
        {
            switch (i % 4)
            {
                case 0:
                    cache.Add(player, chain, NewSeeds());
                    break;
                case 1:
                    cache.Remove(player, chain);
                    break;
                default:
                    if (TryCopy(player, chain, out var copy) && !copy.Server.AsSpan().ContainsAnyExcept((byte)0))
                    {
                        Interlocked.Increment(ref zeroed);
                    }

                    break;
            }
        });

        Assert.Equal(0, zeroed);
    }

    private static ChainId NewChain() => ChainId.New(TimeProvider.System);

    private static ActiveSeeds NewSeeds() => new(RandomNumberGenerator.GetBytes(32), RandomNumberGenerator.GetBytes(16));

    private bool TryCopy(PlayerId of, ChainId chain, out (byte[] Server, byte[] Client) copied)
    {
        var (server, client) = (new byte[32], new byte[32]);
        var found = cache.TryCopy(of, chain, server, client, out var clientBytes);
        copied = (server, client[..clientBytes]);
        return found;
    }
}
