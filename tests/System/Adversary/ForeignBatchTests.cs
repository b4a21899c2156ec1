using System.Diagnostics.Metrics;
using System.Security.Cryptography;
using Croupier.Kernel.Commands;
using Croupier.Tests.System.Games;

namespace Croupier.Tests.System.Adversary;

/// <summary>Whatever stands on the log: what no known producer made is skipped and counted, what can't be read is kept and refused, and the partition goes on.</summary>
public sealed class ForeignBatchTests
{
    private static readonly Caller Games = new(Role.Games, 1);

    [PostgresFact]
    [Trait("Requirement", "M11")]
    public async Task A_batch_that_no_known_producer_made_is_skipped_and_counted()
    {
        await using var platform = await GamesFixture.StartAsync();
        var scene = await Scene.SetAsync(platform);
        using var counter = new ForeignBatches();
        var key = platform.Keys.KeyOf(Games);
        var good = CommandBatch.Seal(GamesFixture.Partition, Games, TestKeys.Version, key, [scene.Round()]);
        var before = await platform.AccountsAsync();
        byte[][] foreign =
        [
            CommandBatch.Seal(GamesFixture.Partition, Games, TestKeys.Version, RandomNumberGenerator.GetBytes(32), [scene.Round()]),
            CommandBatch.Seal(GamesFixture.Partition, Games, 9, key, [scene.Round()]),
            CommandBatch.Seal(GamesFixture.Partition, new Caller(Role.None, 1), TestKeys.Version, key, [scene.Round()]),
            CommandBatch.Seal(GamesFixture.Partition, new Caller(Role.Operator, 1), TestKeys.Version, key, [scene.Round()]),
            CommandBatch.Seal(GamesFixture.Partition + 1, Games, TestKeys.Version, key, [scene.Round()]),
            Changed(good, 0),
            Changed(good, 20),
            Changed(good, good.Length - 1),
            good[..^1],
            [.. good, 0],
            [0],
            RandomNumberGenerator.GetBytes(31),
            RandomNumberGenerator.GetBytes(5_000),
        ];
        foreach (var bytes in foreign)
        {
            await platform.Log.AppendAsync(GamesFixture.Partition, bytes, default);
        }

        // A refusal that comes after them on the log: everything before it is decided.
        Assert.Equal(Status.NotPermitted, await Scene.SubmitAsync(scene.GamesKey, new CloseChain(GamesFixture.NewId(), scene.Player.Id, scene.Chain.Chain)));
        Assert.Equal(before, await platform.AccountsAsync());
        Assert.Single(await platform.EntriesAsync(), e => e.Command is PlayRound);
        Assert.True(counter.Count >= foreign.Length, $"{counter.Count} foreign batches were counted, {foreign.Length} were appended");
        Assert.Equal(Status.Accepted, await scene.PlayNextAsync());
    }

    [PostgresFact]
    public async Task Mutilated_commands_under_a_good_key_are_refused_one_by_one()
    {
        await using var platform = await GamesFixture.StartAsync();
        var scene = await Scene.SetAsync(platform);
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        var forged = CommandCodec.ToArray(new Transfer(
            GamesFixture.NewId(), scene.Player.Id, TransferReason.Adjustment, [new Leg(Scene.House(), Scene.CashOf(scene.Player), Assets.Euro.FromMinor(1))]));
        var mutilated = Enumerable.Range(0, 500).Select(_ => (Command)Unreadable.From(Mutilate(forged, random))).ToList();
        var before = await platform.AccountsAsync();

        await platform.Log.AppendAsync(
            GamesFixture.Partition, CommandBatch.Seal(GamesFixture.Partition, Games, TestKeys.Version, platform.Keys.KeyOf(Games), mutilated), default);
        Assert.Equal(Status.NotPermitted, await Scene.SubmitAsync(scene.GamesKey, new CloseChain(GamesFixture.NewId(), scene.Player.Id, scene.Chain.Chain)));

        var decided = (await platform.EntriesAsync()).Where(e => e.Caller == Games && e.Command is not PlayRound).ToList();
        Assert.True(before == await platform.AccountsAsync(), $"money moved, random seed {seed}");
        Assert.True(decided.Count > 100, $"only {decided.Count} were decided, random seed {seed}");
        Assert.True(decided.TrueForAll(e => !e.Result.IsAccepted), $"something was accepted, random seed {seed}");
        Assert.Contains(decided, e => e.Result.Status == Status.MalformedCommand);
        Assert.Equal(Status.Accepted, await scene.PlayNextAsync());
    }

    private static byte[] Changed(byte[] batch, int at)
    {
        var changed = batch.ToArray();
        changed[at] ^= 1;
        return changed;
    }

    private static byte[] Mutilate(byte[] command, Random random)
    {
        var bytes = command.ToArray();
        for (var i = random.Next(1, 6); i > 0; i--)
        {
            bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
        }

        return random.Next(4) == 0 ? bytes[..random.Next(bytes.Length)] : bytes;
    }

    /// <summary>Listens to the ledger's own count.</summary>
    private sealed class ForeignBatches : IDisposable
    {
        private readonly MeterListener listener = new();
        private long count;

        public ForeignBatches()
        {
            listener.InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Name == "croupier.ledger.foreign_batches")
                {
                    self.EnableMeasurementEvents(instrument);
                }
            };
            listener.SetMeasurementEventCallback<long>((_, measured, _, _) => Interlocked.Add(ref count, measured));
            listener.Start();
        }

        public long Count => Interlocked.Read(ref count);

        public void Dispose() => listener.Dispose();
    }
}
