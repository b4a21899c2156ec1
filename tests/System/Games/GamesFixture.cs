using System.Security.Cryptography;
using Croupier.Kernel.Blocks;
using Croupier.Kernel.Commands;
using Croupier.Kernel.Ports;
using Croupier.Platform.Fairness;
using Croupier.Platform.Games;
using Croupier.Platform.Ledger;
using Croupier.Platform.Ledger.Client;
using Croupier.Platform.Log;
using Croupier.Platform.Postgres;
using Croupier.Rules;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Croupier.Tests.System.Games;

/// <summary>
/// The platform without its edge, in this process: real PostgreSQL, log, ledger, fairness and games, each producer with a key of its own. Every log line from trace
/// upwards is kept. One test, one platform.
/// </summary>
internal sealed class GamesFixture : IAsyncDisposable
{
    public const int Partition = 0;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly List<IAsyncDisposable> clients = [];
    private readonly ILoggerFactory loggers;
    private readonly NpgsqlDataSource fairnessSource;
    private readonly PostgresCommandLog log;
    private LedgerRole? ledger;

    private GamesFixture(TestDatabase database, TestDatabase logDatabase)
    {
        (Database, LogDatabase) = (database, logDatabase);
        loggers = Logged.CreateFactory();
        log = new PostgresCommandLog(logDatabase.DataSource, TimeProvider.System, loggers);
        var source = new NpgsqlDataSourceBuilder(database.ConnectionString);
        fairnessSource = source.UseLoggerFactory(loggers).EnableParameterLogging().Build();
    }

    /// <summary>Of the ledger and of fairness.</summary>
    public TestDatabase Database { get; }

    public TestDatabase LogDatabase { get; }

    public MemoryLog Logged { get; } = new();

    public TestKeys Keys { get; } = new();

    /// <summary>The gateway's own key.</summary>
    public Attestor Attestor => new(1, TestKeys.Version, Keys.KeyOf(new Caller(Role.Gateway, 1)));

    public IReadOnlyDictionary<int, byte[]> SealingKeys { get; } = new Dictionary<int, byte[]> { [1] = RandomNumberGenerator.GetBytes(32) };

    public ECDsa ReceiptKey { get; } = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public ICommandLog Log => log;

    public LedgerRole Ledger => ledger ?? throw new InvalidOperationException("the ledger is stopped");

    public FairnessRole Fairness { get; private set; } = null!;

    public GamesRole Games { get; private set; } = null!;

    /// <summary>A second process of games, in effect: its own client under its own instance number and its own cache.</summary>
    public GamesRole OtherGames { get; private set; } = null!;

    /// <summary><paramref name="isRegistered"/>: which games the ledger's registry knows; all, unless a test says otherwise.</summary>
    public static async Task<GamesFixture> StartAsync(Func<IGame, bool>? isRegistered = null)
    {
        var database = await PostgresFixture.CreateDatabaseAsync();
        await Migrator.UpAsync(database.DataSource, "Ledger");
        await Migrator.UpAsync(database.DataSource, "Fairness");
        var logDatabase = await PostgresFixture.CreateDatabaseAsync();
        await Migrator.UpAsync(logDatabase.DataSource, "Log");
        var platform = new GamesFixture(database, logDatabase);
        await platform.StartRolesAsync();
        await platform.RegisterGamesAsync(isRegistered ?? (_ => true));
        return platform;
    }

    /// <summary>What a process with this role's key can do: put any command on the log in its name, and hear the result.</summary>
    public LedgerClient ClientOf(Role role, uint instance = 1, TimeSpan? timeout = null)
    {
        var caller = new Caller(role, instance);
        var options = new LedgerClientOptions { Timeout = timeout ?? Patience };
        var client = new LedgerClient(caller, TestKeys.Version, Keys.KeyOf(caller), log, Ledger, options, TimeProvider.System, loggers);
        clients.Add(client);
        return client;
    }

    public async Task<TestPlayer> NewPlayerAsync(long cents)
    {
        var id = PlayerId.New(TimeProvider.System, Partition);
        var identity = ClientOf(Role.Identity, 7);
        await AcceptedAsync(identity, new OpenPlayer(NewId(), id));
        await AcceptedAsync(identity, new SetPlayerState(NewId(), id, PlayerState.Active));
        if (cents > 0)
        {
            var house = new AccountRef(PlayerId.Operator(Partition), AccountKind.House, Assets.Euro.Id);
            var cash = new AccountRef(id, AccountKind.Cash, Assets.Euro.Id);
            var grant = new Transfer(NewId(), id, TransferReason.Adjustment, [new Leg(house, cash, Assets.Euro.FromMinor(cents))]);
            await AcceptedAsync(ClientOf(Role.Operator, 7), grant);
        }

        return new TestPlayer(this, id);
    }

    /// <summary>Ends the ledger alone, as the end of its process does: games and fairness go on, the log takes what they append, and nobody answers.</summary>
    public async Task EndLedgerAsync()
    {
        await Ledger.DisposeAsync();
        ledger = null;
    }

    /// <summary>Ends all roles, the ledger first if it still runs, and starts them anew: no memory of before but the databases and the log.</summary>
    public async Task RestartAsync()
    {
        if (ledger is not null)
        {
            await EndLedgerAsync();
        }

        await DisposeClientsAsync();
        await StartRolesAsync();
    }

    /// <summary>Returns once a batch stands on the log at this offset.</summary>
    public async Task LogHasAsync(long offset)
    {
        using var timeout = new CancellationTokenSource(Patience);
        var after = new LogPosition(1, offset - 1, 0);
        await foreach (var record in log.ReadAsync(Partition, after, timeout.Token))
        {
            if (record.Offset >= offset)
            {
                return;
            }
        }
    }

    /// <summary>Every block so far, from the feed.</summary>
    public async Task<IReadOnlyList<Block>> BlocksAsync()
    {
        var head = await Ledger.HeadAsync(Partition, CancellationToken.None);
        var blocks = new List<Block>();
        using var timeout = new CancellationTokenSource(Patience);
        await foreach (var block in Ledger.ReadAsync(Partition, 0, timeout.Token))
        {
            blocks.Add(block);
            if (block.Header.Sequence >= head)
            {
                break;
            }
        }

        return blocks;
    }

    public async Task<IReadOnlyList<BlockEntry>> EntriesAsync() => [.. (await BlocksAsync()).SelectMany(b => b.Entries)];

    /// <summary>Returns once fairness has applied every chain's command that has been committed by now.</summary>
    public async Task WaitUntilFollowedAsync()
    {
        var last = (await BlocksAsync()).LastOrDefault(b => ChainChange.Of(b).Count > 0)?.Header.Sequence ?? 0;
        var started = TimeProvider.System.GetTimestamp();
        while (await Database.ScalarAsync<long>("SELECT coalesce(max(block), 0) FROM fairness.followed") < last)
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < Patience, $"fairness has not followed to block {last}");
        }
    }

    /// <summary>Every account's totals as stored, in one text that can be compared.</summary>
    public Task<string> AccountsAsync() =>
        Database.ScalarAsync<string>("SELECT coalesce(string_agg(to_jsonb(a)::text, E'\\n' ORDER BY number), '') FROM ledger.account a");

    public async Task<Money> CashAsync(PlayerId player) => new(await Database.ScalarAsync<long>(
        "SELECT coalesce(sum(credits_posted - debits_posted), 0)::bigint FROM ledger.account WHERE owner = $1 AND kind = $2", player.Value, (int)AccountKind.Cash));

    /// <summary>The seeds of all chains whose seed nobody has been shown, by the sealing key that only this fixture and the role hold.</summary>
    public async Task<IReadOnlyList<byte[]>> UnrevealedSeedsAsync()
    {
        var sealer = new SeedSealer(SealingKeys, 1);
        var seeds = new List<byte[]>();
        await using var select = Database.DataSource.CreateCommand("SELECT player, chain, seed_hash, key_version, sealed_seed FROM fairness.chain WHERE state <> 2");
        await using var reader = await select.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            var owner = new SeedOwner(new PlayerId(reader.GetGuid(0)), new ChainId(reader.GetGuid(1)), new Hash256(reader.GetFieldValue<byte[]>(2)));
            var seed = new byte[SeedSealer.SeedBytes];
            Assert.True(sealer.TryOpen(new SealedSeed(reader.GetInt32(3), reader.GetFieldValue<byte[]>(4)), owner, seed));
            seeds.Add(seed);
        }

        return seeds;
    }

    public static CommandId NewId() => CommandId.New(TimeProvider.System);

    public async ValueTask DisposeAsync()
    {
        await DisposeClientsAsync();
        if (ledger is not null)
        {
            await ledger.DisposeAsync();
        }

        await log.DisposeAsync();
        await fairnessSource.DisposeAsync();
        loggers.Dispose();
        await Database.DisposeAsync();
        await LogDatabase.DisposeAsync();
    }

    private async Task StartRolesAsync()
    {
        var clock = TimeProvider.System;
        ledger = new LedgerRole(new LedgerOptions { AllowNoSynchronousStandby = true, Holder = "test" }, Database.DataSource, log, Keys, clock, loggers);
        await ledger.StartAsync(CancellationToken.None);
        var options = new FairnessOptions { SealingKeys = SealingKeys, SealingKeyVersion = 1, ReceiptKey = ReceiptKey };
        Fairness = new FairnessRole(options, fairnessSource, ClientOf(Role.Fairness), ledger, clock, loggers);
        Games = new GamesRole(new GamesOptions(), ClientOf(Role.Games), Fairness, clock, loggers);
        OtherGames = new GamesRole(new GamesOptions(), ClientOf(Role.Games, 2), Fairness, clock, loggers);
        clients.AddRange([Fairness, Games, OtherGames]);
        await Fairness.StartAsync(CancellationToken.None);
        await Games.StartAsync(CancellationToken.None);
        await OtherGames.StartAsync(CancellationToken.None);
    }

    public async Task RegisterGamesAsync(Func<IGame, bool> which)
    {
        var client = ClientOf(Role.Operator, 8);
        foreach (var game in GameCatalog.All.Where(which))
        {
            await AcceptedAsync(client, new RegisterGame(
                NewId(),
                PlayerId.Operator(Partition),
                game.Id,
                game.RulesHash,
                true,
                Assets.Euro.Id,
                game.MinStake(Assets.Euro),
                game.MaxStake(Assets.Euro),
                game.MaxPayoutMultiple));
        }
    }

    private async Task DisposeClientsAsync()
    {
        foreach (var client in clients.AsEnumerable().Reverse())
        {
            await client.DisposeAsync();
        }

        clients.Clear();
    }

    private static async Task AcceptedAsync(LedgerClient client, Command command)
    {
        var stored = await client.SubmitAsync(command, CancellationToken.None);
        Assert.Equal(Status.Accepted, stored.Status);
    }
}
