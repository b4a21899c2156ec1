using System.Diagnostics;
using Croupier.Kernel.Blocks;
using Croupier.Kernel.Commands;
using Croupier.Platform.Wallet;
using Croupier.Platform.Postgres;
using Xunit.Abstractions;

namespace Croupier.Tests.System.Wallet;

public sealed class ProjectionSpeedTests(ITestOutputHelper output)
{
    /// <summary>Far below what it does on a quiet machine, so that only a change of its order of growth fails.</summary>
    private const int LeastRoundsPerSecond = 10_000;

    [PostgresFact]
    public async Task Rounds_are_folded_faster_than_the_platform_can_settle_them()
    {
        await using var database = await PostgresFixture.CreateDatabaseAsync();
        await Migrator.UpAsync(database.DataSource, "Wallet");
        var players = Enumerable.Range(0, 2_000).Select(_ => PlayerId.New(TimeProvider.System, 0)).ToArray();
        var batches = Enumerable.Range(0, 12).Select(b => Enumerable.Range(0, 8).Select(i => MakeBlock((b * 8) + i + 1, players)).ToList()).ToList();
        var store = new ProjectionStore(database.DataSource);
        var cursor = await store.ApplyAsync(0, ProjectionCursor.Start, batches[0], default);
        var watch = Stopwatch.StartNew();
        foreach (var batch in batches.Skip(1))
        {
            cursor = await store.ApplyAsync(0, cursor, batch, default);
        }

        var rounds = (batches.Count - 1) * 8 * 512;
        var perSecond = rounds / watch.Elapsed.TotalSeconds;
        output.WriteLine($"{perSecond:F0} rounds a second ({rounds} in {watch.ElapsedMilliseconds} ms)");
        Assert.True(perSecond > LeastRoundsPerSecond, $"{perSecond:F0} rounds a second");
    }

    private static Block MakeBlock(long sequence, PlayerId[] players)
    {
        var (euro, chain, session, seed) = (Assets.Euro.Id, ChainId.New(TimeProvider.System), SessionId.New(TimeProvider.System), new byte[32]);
        var entries = Enumerable.Range(0, 512).Select(i => new BlockEntry(
            new Caller(Role.Games, 1),
            new PlayRound(
                CommandId.New(TimeProvider.System), players[((sequence * 512) + i) % players.Length], session, new GameId("dice"), Hash256.Zero, chain, i, seed, new byte[4], euro, new Money(10_000), SourceOrder.CashOnly, 1, new byte[8], Money.Zero, []),
            new CommandResult(Status.Accepted) { Asset = euro, StakeCash = new Money(10_000), CashAfter = new Money(sequence) })).ToList();
        return new Block(BlockHeader.Genesis(0) with { Sequence = sequence, EntryCount = 512 }, Hash256.Zero, entries);
    }
}
