using Croupier.Kernel.Commands;
using Croupier.Kernel.Ports;
using Croupier.Platform.Ledger.Client;
using Croupier.Platform.Peers;
using Croupier.Platform.Peers.Remote;
using Croupier.Platform.Peers.Services;
using Croupier.Tests.System.Ledger;
using Croupier.Wire.Grpc;
using Croupier.Wire.Peers.Messages;

namespace Croupier.Tests.System.Peers;

/// <summary>Results and blocks from two ledger processes, of which one leads: whoever listens follows the leadership without being told.</summary>
public sealed class LedgerStreamTests
{
    private static readonly PlayerId Player = PlayerId.New(TimeProvider.System, 0);

    [PostgresFact]
    public async Task Results_and_blocks_go_on_when_another_process_leads()
    {
        await using var scene = await PeerScene.StartAsync();
        await using var harness = await LedgerHarness.StartAsync();
        var (first, second) = (await harness.StartLedgerAsync(), harness.NewLedger());
        var standby = second.StartAsync(CancellationToken.None);
        var listeners = new[] { await ListenAsync(scene, first), await ListenAsync(scene, second) };
        Uri[] addresses = [.. listeners.Select(PeerScene.AddressOf)];
        var (producer, follower) = (scene.Links("operator-1", addresses), scene.Links("wallet-1", addresses));
        var missed = 0;
        var results = new Watched(new RemoteResults(producer), () => Interlocked.Increment(ref missed));
        var feed = new RemoteBlockFeed(follower);
        await feed.UntilReadyAsync(default);
        var client = harness.NewClient(results, Role.Operator);
        await Until.TrueAsync(() => Volatile.Read(ref missed) >= 2, "both processes are subscribed to");

        var before = await client.SubmitAsync(LedgerTraffic.Gift(Player, 1), default);
        var (blocks, reading) = (new List<long>(), new CancellationTokenSource());
        var read = Task.Run(async () =>
        {
            await foreach (var block in feed.ReadAsync(0, 0, reading.Token))
            {
                lock (blocks)
                {
                    blocks.Add(block.Header.Sequence);
                }
            }
        });
        var missedBefore = Volatile.Read(ref missed);
        await first.DisposeAsync();
        await standby.WaitAsync(TimeSpan.FromSeconds(30));

        StoredResult? after = null;
        var command = LedgerTraffic.Gift(Player, 2);
        await Until.TrueAsync(async () => (after = await TryAsync(client, command)) is not null, "the new leader's result comes");
        await Until.TrueAsync(
            () =>
            {
                lock (blocks)
                {
                    return blocks.Contains(after!.BlockSequence);
                }
            },
            "the new leader's block comes");
        var head = await feed.HeadAsync(0, default);
        await reading.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => read);

        Assert.True(after!.BlockSequence > before.BlockSequence);
        Assert.True(head >= after.BlockSequence);
        Assert.Equal(Enumerable.Range(1, blocks.Count).Select(sequence => (long)sequence), blocks);
        Assert.True(Volatile.Read(ref missed) > missedBefore, "the take-over is told: what the first leader decided last may have been lost");
    }

    [PostgresFact]
    public async Task A_process_that_does_not_lead_gives_no_blocks()
    {
        await using var scene = await PeerScene.StartAsync();
        await using var harness = await LedgerHarness.StartAsync();
        var idle = await ListenAsync(scene, harness.NewLedger());
        using var channel = new GrpcChannel(scene.Channel("wallet", PeerScene.AddressOf(idle)));

        foreach (var partition in new uint[] { 0, 77, uint.MaxValue })
        {
            var head = await Assert.ThrowsAsync<GrpcException>(() => channel.CallAsync(
                PeerMethods.GetHead, new GetHeadRequest { Partition = partition }, Head.Parser, TimeSpan.FromSeconds(10), default));
            var read = await Assert.ThrowsAsync<GrpcException>(async () =>
            {
                await foreach (var _ in channel.ReadAsync(PeerMethods.Read, new ReadRequest { Partition = partition }, BlockPiece.Parser, default))
                {
                }
            });
            Assert.Equal((GrpcCode.FailedPrecondition, Status.WrongPartition), (head.Code, head.Refusal.Reason));
            Assert.Equal((GrpcCode.FailedPrecondition, Status.WrongPartition), (read.Code, read.Refusal.Reason));
        }
    }

    [PostgresFact]
    public async Task Whoever_submits_through_a_cut_has_every_result_once_it_asks_again()
    {
        await using var scene = await PeerScene.StartAsync();
        await using var harness = await LedgerHarness.StartAsync();
        var ledger = await harness.StartLedgerAsync();
        var proxy = scene.Proxy(await ListenAsync(scene, ledger));
        var missed = 0;
        var client = harness.NewClient(new Watched(new RemoteResults(scene.Links("operator-1", proxy.Address)), () => Interlocked.Increment(ref missed)), Role.Operator);
        await Until.TrueAsync(() => Volatile.Read(ref missed) > 0, "it is subscribed");

        for (var cut = 0; cut < 4; cut++)
        {
            var commands = Enumerable.Range(0, 20).Select(_ => LedgerTraffic.Gift(Player, 1)).ToList();
            proxy.Hold();
            var waiting = commands.Select(command => TryAsync(client, command)).ToList();
            var before = Volatile.Read(ref missed);
            proxy.Cut();
            proxy.Resume();
            await Until.TrueAsync(() => Volatile.Read(ref missed) >= before + 2, "the loss and the new beginning are told");
            foreach (var command in commands)
            {
                Assert.Equal(Status.UnknownPlayer, (await client.SubmitAsync(command, default)).Status);
            }

            await Task.WhenAll(waiting);
        }
    }

    [PostgresFact]
    public async Task A_subscriber_that_does_not_read_is_cut_off_and_costs_a_bounded_amount()
    {
        await using var scene = await PeerScene.StartAsync();
        await using var harness = await LedgerHarness.StartAsync();
        var ledger = await harness.StartLedgerAsync();
        var listener = await ListenAsync(scene, ledger, options => options with { MaxWaitingResults = 500 });
        using var counted = new CountedPeers();
        using var channel = new GrpcChannel(scene.Channel("operator-1", PeerScene.AddressOf(listener)));
        await using var lazy = channel.ReadAsync(
            PeerMethods.Subscribe, new SubscribeRequest { Role = (uint)Role.Operator, Instance = 1 }, ResultsFrame.Parser, default).GetAsyncEnumerator();
        Assert.True(await lazy.MoveNextAsync());
        Assert.True(lazy.Current.MayHaveMissed);
        var client = harness.NewClient(ledger, Role.Operator);

        // The reader takes nothing, and the producer goes on: what waits is bounded, and the publisher is not held up.
        var submitted = 0;
        await Until.TrueAsync(
            async () =>
            {
                await Task.WhenAll(Enumerable.Range(0, 500).Select(_ => client.SubmitAsync(LedgerTraffic.Gift(Player, 1), default)));
                submitted += 500;
                return counted.Of("cut_off Results/Subscribe") > 0;
            },
            "the lazy reader is cut off");

        var read = 0;
        var cut = await Assert.ThrowsAsync<GrpcException>(async () =>
        {
            while (await lazy.MoveNextAsync())
            {
                read += Croupier.Wire.Peers.StoredResultBytes.ReadAll(lazy.Current.Results.Span).Count;
            }
        });
        Assert.True(cut.Code is GrpcCode.ResourceExhausted or GrpcCode.Unavailable, $"a stream whose window is full may end without its trailers: {cut.Code}");
        Assert.True(read < submitted, $"{read} of {submitted} were read");
    }

    private static Task<PeerListener> ListenAsync(PeerScene scene, Croupier.Platform.Ledger.LedgerRole ledger, Func<PeerListenerOptions, PeerListenerOptions>? bounds = null) =>
        scene.ListenAsync(bounds, [new ResultsService(ledger), new BlocksService(ledger, ledger.Leads)], scene.Authority.Issue("ledger"));

    private static async Task<StoredResult?> TryAsync(LedgerClient client, Command command)
    {
        try
        {
            using var within = new CancellationTokenSource(TimeSpan.FromSeconds(1));
            return await client.SubmitAsync(command, within.Token);
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    /// <summary>The same results; a test hears too when some may have been missed.</summary>
    private sealed class Watched(IResults results, Action onMayHaveMissed) : IResults
    {
        public IDisposable Subscribe(Caller caller, Action<IReadOnlyList<StoredResult>> onResults, Action? onMissed = null) => results.Subscribe(caller, onResults, () =>
        {
            onMayHaveMissed();
            onMissed?.Invoke();
        });
    }
}
