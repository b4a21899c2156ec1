using System.Security.Cryptography;
using Croupier.Kernel.Commands;
using Croupier.Kernel.Ports;
using Croupier.Platform.Fairness;
using Croupier.Platform.Postgres;
using Npgsql;

namespace Croupier.Tests.System.Fairness;

/// <summary>The rows of chains on a real PostgreSQL: one seed a command, and changes that only move forward, in whatever order they arrive.</summary>
public sealed class ChainStoreTests : IAsyncLifetime
{
    private readonly SeedSealer sealer = new(new Dictionary<int, byte[]> { [1] = SHA256.HashData([1]) }, 1);
    private readonly PlayerId player = PlayerId.New(TimeProvider.System, 0);
    private TestDatabase? database;

    private ChainStore Store => new(database!.DataSource);

    public async Task InitializeAsync()
    {
        if (PostgresFixture.Missing is null)
        {
            database = await PostgresFixture.CreateDatabaseAsync();
            await Migrator.UpAsync(database.DataSource, "Fairness");
        }
    }

    public async Task DisposeAsync()
    {
        if (database is not null)
        {
            await database.DisposeAsync();
        }
    }

    [PostgresFact]
    public async Task A_row_comes_back_as_it_was_stored()
    {
        var row = Draw();
        await Store.InsertAsync(row, default);

        var found = await Store.FindAsync(row.Chain, default);
        Assert.Equal(row with { SealedSeed = found!.SealedSeed }, found);
        Assert.Equal(row.SealedSeed.Bytes, found.SealedSeed.Bytes);
        Assert.Equal(found.Chain, (await Store.FindByCommandAsync(player, row.Command, default))!.Chain);
        Assert.Null(await Store.FindByCommandAsync(PlayerId.New(TimeProvider.System, 0), row.Command, default));
    }

    [PostgresFact]
    public async Task Many_drawings_for_one_command_at_once_leave_one_seed()
    {
        var command = CommandId.New(TimeProvider.System);
        var kept = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Store.InsertAsync(Draw(command), default)));

        Assert.Single(kept.Select(r => (r.Chain, r.SeedHash)).Distinct());
        Assert.Equal(1, await database!.ScalarAsync<long>("SELECT count(*) FROM fairness.chain"));
    }

    [PostgresFact]
    public async Task A_chain_only_moves_forward_however_changes_arrive()
    {
        var row = await Store.InsertAsync(Draw(), default);
        ChainChange opened = new ChainChange.Opened(player, row.Chain, row.SeedHash);
        ChainChange refused = new ChainChange.OpeningRefused(player, row.Chain, row.SeedHash, Status.PlayerSuspended);
        ChainChange closed = new ChainChange.Closed(player, row.Chain, ChainEnd.Player);
        ChainChange firstSeed = new ChainChange.ClientSeedSet(player, row.Chain, new byte[16]);
        ChainChange otherSeed = new ChainChange.ClientSeedSet(player, row.Chain, new byte[32]);

        await ExpectAsync(opened, ChainState.Open);
        await ExpectAsync(refused, ChainState.Open);
        await ExpectAsync(firstSeed, ChainState.Open);
        await ExpectAsync(otherSeed, ChainState.Open);
        await ExpectAsync(closed, ChainState.Closed);
        await ExpectAsync(opened, ChainState.Closed);
        await ExpectAsync(refused, ChainState.Closed);
        Assert.Equal(16, (await Store.FindAsync(row.Chain, default))!.ClientSeed!.Length);

        async Task ExpectAsync(ChainChange change, ChainState expected)
        {
            await Store.ApplyAsync(change, default);
            Assert.Equal(expected, (await Store.FindAsync(row.Chain, default))!.State);
        }
    }

    [PostgresFact]
    public async Task A_refused_opening_stays_refused_and_unlisted()
    {
        var row = await Store.InsertAsync(Draw(), default);
        await Store.ApplyAsync(new ChainChange.OpeningRefused(player, row.Chain, row.SeedHash, Status.PlayerExcluded), default);
        await Store.ApplyAsync(new ChainChange.Opened(player, row.Chain, row.SeedHash), default);
        await Store.ApplyAsync(new ChainChange.Closed(player, row.Chain, ChainEnd.Player), default);

        var found = await Store.FindAsync(row.Chain, default);
        Assert.Equal((ChainState.Refused, Status.PlayerExcluded), (found!.State, found.Refusal));
        Assert.Empty(await Store.ListAsync(player, ChainRange.All, 10, default));
    }

    [PostgresFact]
    public async Task A_change_of_another_player_or_another_commitment_changes_nothing()
    {
        var row = await Store.InsertAsync(Draw(), default);
        var another = PlayerId.New(TimeProvider.System, 0);
        ChainChange[] foreign =
        [
            new ChainChange.Opened(another, row.Chain, row.SeedHash),
            new ChainChange.Opened(player, row.Chain, Hash256.Of([1])),
            new ChainChange.ClientSeedSet(another, row.Chain, new byte[16]),
            new ChainChange.Closed(another, row.Chain, ChainEnd.Player),
            new ChainChange.Opened(player, ChainId.New(TimeProvider.System), row.SeedHash),
        ];

        Assert.Equal(foreign, await Store.FollowAsync(0, 1, foreign, default));
        var found = await Store.FindAsync(row.Chain, default);
        Assert.Equal(ChainState.Drawn, found!.State);
        Assert.Null(found.ClientSeed);
    }

    [PostgresFact]
    public async Task Rows_and_cursor_move_together_or_not_at_all()
    {
        var row = await Store.InsertAsync(Draw(), default);
        var opened = new ChainChange.Opened(player, row.Chain, row.SeedHash);
        var broken = new ChainChange.ClientSeedSet(player, row.Chain, new byte[5]);

        await Assert.ThrowsAsync<PostgresException>(() => Store.FollowAsync(0, 7, [opened, broken], default));
        Assert.Equal(0, await Store.FollowedAsync(0, default));
        Assert.Equal(ChainState.Drawn, (await Store.FindAsync(row.Chain, default))!.State);

        await Store.FollowAsync(0, 7, [opened], default);
        await Store.FollowAsync(0, 3, [opened], default);
        Assert.Equal(7, await Store.FollowedAsync(0, default));
        Assert.Equal(0, await Store.FollowedAsync(1, default));
    }

    [PostgresFact]
    public async Task Only_unanswered_openings_of_the_window_count()
    {
        for (var i = 0; i < 5; i++)
        {
            await Store.InsertAsync(Draw(openedUnixMs: 1_000 * i), default);
        }

        var answered = await Store.InsertAsync(Draw(openedUnixMs: 9_000), default);
        await Store.ApplyAsync(new ChainChange.Opened(player, answered.Chain, answered.SeedHash), default);

        Assert.Equal(3, await Store.CountUnansweredAsync(player, 2_000, 100, default));
        Assert.Equal(0, await Store.CountUnansweredAsync(PlayerId.New(TimeProvider.System, 0), 0, 100, default));
    }

    [PostgresFact]
    public async Task A_start_with_a_sealing_key_missing_or_changed_is_refused()
    {
        await SealingKeyCheck.ExpectAsync(Store, sealer, default);
        await SealingKeyCheck.ExpectAsync(Store, sealer, default);
        var both = new SeedSealer(new Dictionary<int, byte[]> { [1] = SHA256.HashData([1]), [2] = SHA256.HashData([2]) }, 2);
        await SealingKeyCheck.ExpectAsync(Store, both, default);

        var missing = new SeedSealer(new Dictionary<int, byte[]> { [2] = SHA256.HashData([2]) }, 2);
        var changed = new SeedSealer(new Dictionary<int, byte[]> { [1] = SHA256.HashData([9]), [2] = SHA256.HashData([2]) }, 2);

        await Assert.ThrowsAsync<SealingKeyException>(() => SealingKeyCheck.ExpectAsync(Store, missing, default));
        await Assert.ThrowsAsync<SealingKeyException>(() => SealingKeyCheck.ExpectAsync(Store, changed, default));
    }

    private ChainRow Draw(CommandId? command = null, long openedUnixMs = 1)
    {
        var seed = RandomNumberGenerator.GetBytes(32);
        var owner = new SeedOwner(player, ChainId.New(TimeProvider.System), Hash256.Of(seed));
        return new ChainRow(
            owner.Chain,
            player,
            command ?? CommandId.New(TimeProvider.System),
            SessionId.New(TimeProvider.System),
            owner.SeedHash,
            sealer.Seal(seed, owner),
            null,
            ChainState.Drawn,
            Status.Accepted,
            openedUnixMs);
    }
}
