using Croupier.Kernel.Commands;
using Croupier.Kernel.Ports;
using Croupier.Platform.Ledger;
using Croupier.Platform.Ledger.Poison;
using Croupier.Platform.Log;
using Croupier.Tests.LedgerProcess;
using Microsoft.Extensions.Logging;
using static Croupier.Tests.System.Ledger.LedgerTraffic;

namespace Croupier.Tests.System.Ledger.Poison;

/// <summary>A ledger with a player, and whatever a test puts on its log.</summary>
internal sealed class PoisonScene : IAsyncDisposable
{
    public const int Partition = 0;

    public static readonly Caller Operator = new(Role.Operator, 1);
    public static readonly Caller Wallet = new(Role.Wallet, 1);
    public static readonly Caller Games = new(Role.Games, 1);

    private PoisonScene(LedgerHarness harness, LedgerOptions options, LedgerRole ledger)
    {
        (Harness, Options, Ledger) = (harness, options, ledger);
        Log = harness.NewLog();
        Traffic = new LedgerTraffic(harness.NewClient(ledger, Role.Operator));
    }

    public LedgerHarness Harness { get; }

    public LedgerOptions Options { get; }

    public LedgerRole Ledger { get; private set; }

    public PostgresCommandLog Log { get; }

    public LedgerTraffic Traffic { get; private set; }

    public PlayerId Player { get; private set; }

    public static async Task<PoisonScene> StartAsync(LedgerOptions? options = null)
    {
        var harness = await LedgerHarness.StartAsync();
        options ??= LedgerHarness.Defaults;
        var scene = new PoisonScene(harness, options, await harness.StartLedgerAsync(options));
        scene.Player = await scene.Traffic.OpenPlayerAsync();
        return scene;
    }

    /// <summary>A new process on the same tables, with other keys where a test says so.</summary>
    public async Task RestartAsync(IProducerKeys? keys = null)
    {
        await Ledger.DisposeAsync();
        Ledger = Harness.Opened(new LedgerRole(
            Options with { Holder = Guid.NewGuid().ToString() }, Harness.NewDataSource(), Harness.NewLog(), keys ?? Harness.Keys, TimeProvider.System, Harness.Loggers));
        await Ledger.StartAsync(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(30));
        Traffic = new LedgerTraffic(Harness.NewClient(Ledger, Role.Operator));
    }

    public byte[] KeyOf(Caller caller) => Harness.Keys.Find(caller, 1)!;

    public byte[] Seal(Caller caller, params AttestedCommand[] commands) => CommandBatch.Seal(Partition, caller, 1, KeyOf(caller), commands);

    /// <summary>The bytes as they are, under a producer's tag.</summary>
    public byte[] Seal(Caller caller, byte[] body) => [.. body, .. global::System.Security.Cryptography.HMACSHA256.HashData(KeyOf(caller), body)];

    public async Task<PoisonPlace> AppendAsync(byte[] batch, int index = PoisonFind.WholeBatch)
    {
        // The log tells no place; the last of these bytes up to its present end is it.
        await Log.AppendAsync(Partition, batch, CancellationToken.None);
        var extent = await Log.ExtentAsync(Partition, CancellationToken.None);
        var found = default(LogRecord);
        await foreach (var record in Log.ReadAsync(Partition, new LogPosition(extent.Incarnation, extent.FirstOffset - 1, 0), CancellationToken.None))
        {
            found = record.Batch.Span.SequenceEqual(batch) ? record : found;
            if (record.Offset == extent.NextOffset - 1)
            {
                break;
            }
        }

        return new PoisonPlace(Partition, found.Incarnation, found.Offset, index);
    }

    /// <summary>Returns once everything that stands on the log by now has been met.</summary>
    public async Task<Money> PassAsync() => (await Traffic.SubmitAsync(Gift(Player, 1))).Result.CashAfter;

    public async Task<IReadOnlyList<PoisonMessage>> ListAsync(bool all = false) => await LedgerPoison.ListAsync(Harness.Database.DataSource, all, CancellationToken.None);

    public Task<PoisonAnswer> ReplayAsync(PoisonPlace place, IProducerKeys? keys = null) =>
        LedgerPoison.ReplayAsync(Harness.Database.DataSource, place, Log, keys ?? Harness.Keys, "anna", CancellationToken.None);

    public Task<PoisonAnswer> DiscardAsync(PoisonPlace place, string by = "anna", string why = "a test's own") =>
        LedgerPoison.DiscardAsync(Harness.Database.DataSource, place, by, why, CancellationToken.None);

    /// <summary>Lists what an older version has set aside, as it would have.</summary>
    public async Task<PoisonPlace> KeepAsync(Status reason, Caller producer, byte[] bytes)
    {
        var store = new PoisonStore(Partition, Options, Harness.Database.DataSource, TimeProvider.System, Harness.Loggers.CreateLogger("test"));
        var position = new LogPosition(1, 1_000_000 + Random.Shared.Next(1_000_000), 3);
        await store.KeepAsync([new PoisonFind(position, reason.ToString(), producer, 1, true, bytes, null)], CancellationToken.None);
        return new PoisonPlace(Partition, position.Incarnation, position.Offset, position.Index);
    }

    public ValueTask DisposeAsync() => Harness.DisposeAsync();
}

/// <summary>The tests' keys, and a second version of the operator's that only these know.</summary>
internal sealed class NewerKeys : IProducerKeys
{
    private readonly TestProducerKeys first = new();

    public static byte[] Key { get; } = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];

    public byte[]? Find(Caller caller, ushort keyVersion) => keyVersion == 2 && caller == PoisonScene.Operator ? Key : first.Find(caller, keyVersion);
}
