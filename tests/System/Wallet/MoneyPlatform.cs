using System.Security.Cryptography;
using Croupier.Book;
using Croupier.Kernel.Commands;
using Croupier.Kernel.Ports;
using Croupier.Platform.Ledger;
using Croupier.Platform.Ledger.Client;
using Croupier.Platform.Log;
using Croupier.Platform.Postgres;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Croupier.Tests.System.Wallet;

/// <summary>A real log and a real ledger on real PostgreSQL, and as many clients of it as a test opens. What stands on top of them, each test makes itself.</summary>
internal sealed class MoneyPlatform : IAsyncDisposable, IProducerKeys
{
    public static readonly AssetId Euro = Assets.Euro.Id;

    private readonly byte[] producerSecret = RandomNumberGenerator.GetBytes(32);
    private readonly List<LedgerClient> clients = [];
    private readonly PostgresCommandLog log;
    private LedgerRole ledger;
    private LedgerClient? identity;
    private LedgerClient? house;

    private MoneyPlatform(TestDatabase database, TestDatabase logDatabase)
    {
        (Database, LogDatabase) = (database, logDatabase);
        log = new PostgresCommandLog(logDatabase.DataSource, TimeProvider.System, Loggers);
        ledger = NewLedger();
    }

    public TestDatabase Database { get; }

    public TestDatabase LogDatabase { get; }

    public LogLines Lines { get; } = new();

    public ILoggerFactory Loggers => Lines.Factory;

    public IBlockFeed Feed => ledger;

    public Attestor Attestor => new(1, 1, Find(new Caller(Role.Gateway, 1), 1)!);

    public NpgsqlDataSource DataSource => Database.DataSource;

    public static async Task<MoneyPlatform> StartAsync()
    {
        var database = await PostgresFixture.CreateDatabaseAsync();
        await Migrator.UpAsync(database.DataSource, "Ledger");
        await Migrator.UpAsync(database.DataSource, "Identity", "vault");
        await Migrator.UpAsync(database.DataSource, "Wallet");
        var logDatabase = await PostgresFixture.CreateDatabaseAsync();
        await Migrator.UpAsync(logDatabase.DataSource, "Log");
        var platform = new MoneyPlatform(database, logDatabase);
        await platform.ledger.StartAsync(default).WaitAsync(TimeSpan.FromSeconds(60));
        return platform;
    }

    public LedgerClient ClientOf(Role role, TimeSpan? timeout = null)
    {
        var caller = new Caller(role, (uint)clients.Count + 1);
        var client = new LedgerClient(
            caller, 1, Find(caller, 1)!, log, ledger, new LedgerClientOptions { Timeout = timeout ?? TimeSpan.FromSeconds(60) }, TimeProvider.System, Loggers);
        clients.Add(client);
        return client;
    }

    public byte[]? Find(Caller caller, ushort keyVersion) => HMACSHA256.HashData(producerSecret, new[] { (byte)caller.Role, (byte)caller.Instance });

    /// <summary>Ends the ledger; appended commands wait on the log.</summary>
    public async Task StopLedgerAsync()
    {
        await ledger.DisposeAsync();
    }

    /// <summary>A new ledger role on the same tables. Clients and roles of before still point to the old one.</summary>
    public async Task StartLedgerAsync()
    {
        ledger = NewLedger();
        await ledger.StartAsync(default).WaitAsync(TimeSpan.FromSeconds(60));
    }

    /// <summary>A player in the partition with this much cash.</summary>
    public async Task<PlayerId> NewPlayerAsync(long cents = 0)
    {
        var player = PlayerId.New(TimeProvider.System, 0);
        identity ??= ClientOf(Role.Identity);
        await AcceptAsync(identity, new OpenPlayer(NewId(), player));
        await AcceptAsync(identity, new SetPlayerState(NewId(), player, PlayerState.Active));
        if (cents > 0)
        {
            house ??= ClientOf(Role.Operator);
            var leg = new Leg(new AccountRef(PlayerId.Operator(0), AccountKind.House, Euro), new AccountRef(player, AccountKind.Cash, Euro), Assets.Euro.FromMinor(cents));
            await AcceptAsync(house, new Transfer(NewId(), player, TransferReason.Adjustment, [leg]));
        }

        return player;
    }

    public static CommandId NewId() => CommandId.New(TimeProvider.System);

    public static Task<StoredResult> AcceptAsync(ILedger client, Command command) => AcceptAsync(client, command, null);

    /// <summary>As <see cref="AcceptAsync(ILedger, Command)"/>, of what a player asked for through the gateway.</summary>
    public Task<StoredResult> AcceptAskedAsync(ILedger client, Command command) => AcceptAsync(client, command, Attestor.WordFor(command));

    private static async Task<StoredResult> AcceptAsync(ILedger client, Command command, Attestation? attestation)
    {
        var stored = await client.SubmitAsync(command, attestation, default);
        Assert.Equal(Status.Accepted, stored.Status);
        return stored;
    }

    /// <summary>The balance of an operator's account, from the ledger's own tables.</summary>
    public async Task<long> OperatorBalanceAsync(AccountKind kind, uint sub) => await BalanceAsync(PlayerId.Operator(0), kind, sub);

    public async Task<long> BalanceAsync(PlayerId owner, AccountKind kind, uint sub = 0) => await Database.ScalarAsync<long>(
        """
        SELECT coalesce(sum(credits_posted - debits_posted), 0)::bigint FROM ledger.account
        WHERE owner = $1 AND kind = $2 AND asset = $3 AND sub = $4
        """,
        owner.Value,
        (int)kind,
        (int)Euro.Code,
        (long)sub);

    /// <summary>Looks again after each block (the partition ticks also when idle) until the condition holds.</summary>
    public async Task UntilAsync(Func<Task<bool>> condition, string what)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        try
        {
            var head = await Feed.HeadAsync(0, patience.Token);
            await foreach (var _ in Feed.ReadAsync(0, head, patience.Token))
            {
                if (await condition())
                {
                    return;
                }
            }
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"not within 60 s: {what}\n{Lines}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in clients)
        {
            await client.DisposeAsync();
        }

        await ledger.DisposeAsync();
        await log.DisposeAsync();
        await Database.DisposeAsync();
        await LogDatabase.DisposeAsync();
        Lines.Dispose();
    }

    private LedgerRole NewLedger() => new(
        new LedgerOptions { AllowNoSynchronousStandby = true, Writer = new WriterOptions { TickIntervalMs = 100 } }, DataSource, log, this, TimeProvider.System, Loggers);
}
