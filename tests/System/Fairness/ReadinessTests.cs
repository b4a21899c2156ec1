using System.Security.Cryptography;
using Croupier.Kernel.Ports;
using Croupier.Platform.Fairness;
using Croupier.Platform.Fairness.Entropy;
using Croupier.Tests.System.Games;
using Microsoft.Extensions.Logging.Abstractions;

namespace Croupier.Tests.System.Fairness;

/// <summary>A key that is missing, or a generator that stands still, closes the readiness of fairness, and no chain is opened.</summary>
public sealed class ReadinessTests
{
    private static readonly byte[] SecondKey = SHA256.HashData("the second key"u8);

    [PostgresFact]
    public async Task A_key_that_another_process_seals_with_and_this_one_lacks_closes_the_readiness_and_opens_no_chain()
    {
        await using var platform = await GamesFixture.StartAsync();
        await using var old = Role(platform, platform.SealingKeys, 1, 8);
        await old.StartAsync(default);
        var player = await platform.NewPlayerAsync(cents: 0);
        Assert.True(old.Readiness.IsReady);

        // Started with the next key while the old process goes on: the wrong order of a change of keys.
        await using (var next = Role(platform, new Dictionary<int, byte[]>(platform.SealingKeys) { [2] = SecondKey }, 2, 9))
        {
            await next.StartAsync(default);
            Assert.True(next.Readiness.IsReady);
            Assert.Equal(Status.Accepted, (await next.OpenChainAsync(GamesFixture.NewId(), player.Id, player.Session, default)).Status);
        }

        await Until.TrueAsync(() => !old.Readiness.IsReady, "the old process is not ready");
        Assert.Equal("sealing key 2 has sealed seeds and is not given", old.Readiness.Reason);
        Assert.Equal(Status.Unavailable, (await old.OpenChainAsync(GamesFixture.NewId(), player.Id, player.Session, default)).Status);

        // What it can open it still gives: chains that are being played go on.
        var playing = await player.OpenChainAsync();
        Assert.Equal(Status.Accepted, (await old.ActiveSeedsAsync(player.Id, playing.Chain, default)).Status);

        await using var without = Role(platform, platform.SealingKeys, 1, 10);
        await Assert.ThrowsAsync<SealingKeyException>(() => without.StartAsync(default));
        Assert.False(without.Readiness.IsReady);
    }

    [PostgresFact]
    [Trait("Requirement", "R9")]
    public Task A_source_that_stands_still_opens_no_chain_and_closes_the_readiness() => SourceStandsStillAsync(watched: false);

    [PostgresFact]
    [Trait("Requirement", "R9")]
    public Task A_source_that_stands_still_is_found_without_a_player() => SourceStandsStillAsync(watched: true);

    private static async Task SourceStandsStillAsync(bool watched)
    {
        await using var platform = await GamesFixture.StartAsync();
        var entropy = new StoppableEntropy();
        var options = new FairnessOptions
        {
            SealingKeys = platform.SealingKeys,
            SealingKeyVersion = 1,
            ReceiptKey = platform.ReceiptKey,
            SeedCheckInterval = TimeSpan.FromMilliseconds(watched ? 20 : 600_000),
        };
        await using var fairness = new FairnessRole(
            options,
            platform.Database.DataSource,
            platform.ClientOf(Kernel.Role.Fairness, 8),
            platform.Ledger,
            () => new SeedGenerator(new EntropyPool(entropy, new TimingJitter(TimeProvider.System)), TimeProvider.System),
            TimeProvider.System,
            NullLoggerFactory.Instance);
        await fairness.StartAsync(default);
        var player = await platform.NewPlayerAsync(cents: 0);
        Assert.True(fairness.Readiness.IsReady);
        var (opened, before) = await fairness.OpenChainAsync(GamesFixture.NewId(), player.Id, player.Session, default);
        Assert.Equal(Status.Accepted, opened);

        entropy.Stands = true;
        if (watched)
        {
            await Until.TrueAsync(() => !fairness.Readiness.IsReady, "the failure is found without a player");
        }

        Assert.Equal(Status.Unavailable, (await fairness.OpenChainAsync(GamesFixture.NewId(), player.Id, player.Session, default)).Status);
        Assert.Contains("no seeds are drawn: the entropy source 'operating system' failed the", fairness.Readiness.Reason, StringComparison.Ordinal);

        // A source that has failed once is not believed again; chains that were opened before are played on.
        entropy.Stands = false;
        Assert.Equal(Status.Unavailable, (await fairness.OpenChainAsync(GamesFixture.NewId(), player.Id, player.Session, default)).Status);
        Assert.False(fairness.Readiness.IsReady);
        Assert.Equal(Status.ClientSeedMissing, (await fairness.ActiveSeedsAsync(player.Id, before!.Chain, default)).Status);
    }

    private static FairnessRole Role(GamesFixture platform, IReadOnlyDictionary<int, byte[]> keys, int version, uint instance) => new(
        new FairnessOptions { SealingKeys = keys, SealingKeyVersion = version, ReceiptKey = platform.ReceiptKey, KeyCheckInterval = TimeSpan.FromMilliseconds(20) },
        platform.Database.DataSource,
        platform.ClientOf(Kernel.Role.Fairness, instance),
        platform.Ledger,
        TimeProvider.System,
        NullLoggerFactory.Instance);

    private sealed class StoppableEntropy : IEntropySource
    {
        public bool Stands { get; set; }

        public void Fill(Span<byte> samples)
        {
            if (Stands)
            {
                samples.Fill(7);
            }
            else
            {
                RandomNumberGenerator.Fill(samples);
            }
        }
    }
}
