using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Croupier.Kernel.Commands;
using Croupier.Platform.Ledger.Api;
using Croupier.Platform.Log;
using Croupier.Tests.System.Ledger;
using Croupier.Wire.Grpc;
using Croupier.Wire.Ledger;
using Messages = Croupier.Wire.Ledger.Messages;

namespace Croupier.Tests.System.LedgerApi;

/// <summary>Everything that a caller can make grow ends somewhere, and what it is told there is true.</summary>
public sealed class BoundsTests
{
    private static readonly PlayerId Player = PlayerId.New(TimeProvider.System, 0);

    [PostgresTheory]
    [InlineData(0, 16)]
    [InlineData(8, 0)]
    public async Task Questions_to_history_beyond_their_bound_are_refused_and_other_reads_go_on(int perCaller, int ofAll)
    {
        var cashier = OwnApi.Cashier("cashier", 10) with { Reads = ApiReads.Head | ApiReads.Accounts, Accounts = new HashSet<AccountKind> { AccountKind.House } };
        await using var api = await OwnApi.StartAsync([cashier], options => options with { MaxHistoryPerCaller = perCaller, MaxHistoryReads = ofAll });
        using var client = api.Client("cashier");

        var refused = await Assert.ThrowsAsync<GrpcException>(() => client.AccountsAsync(new() { OperatorOf = 0 }, default));

        Assert.Equal(GrpcCode.ResourceExhausted, refused.Code);
        Assert.True((await client.HeadAsync(0, default)).Header.Sequence >= 0);
    }

    [PostgresFact]
    public async Task Beyond_its_outstanding_commands_a_caller_is_told_busy_and_nothing_was_appended()
    {
        await using var api = await OwnApi.StartAsync(
            [OwnApi.Cashier("cashier", 10) with { MaxOutstanding = 3 }, OwnApi.Cashier("other", 11)], withLedger: false);
        using var client = api.Client("cashier");
        using var others = api.Client("other");
        var commands = Enumerable.Range(0, 4).Select(_ => LedgerTraffic.Gift(Player, 1)).ToList();
        var waiting = commands.Take(3).Select(command => client.SubmitAsync(command, default)).ToList();
        var log = api.Harness.NewLog();
        await Until.TrueAsync(async () => (await log.ExtentAsync(0, default)).NextOffset > 0, "the first commands are on the log");

        GrpcException? busy = null;
        await Until.TrueAsync(async () => (busy = await RefusalAsync(() => client.SubmitAsync(commands[3], default)))?.Code == GrpcCode.ResourceExhausted, "the caller is busy");
        var other = others.SubmitAsync(LedgerTraffic.Gift(Player, 1), default);
        await api.Ledger.StartAsync(CancellationToken.None);

        Assert.Equal(Status.Busy, busy!.Refusal.Reason);
        Assert.True(busy.Refusal.RetryAfter > TimeSpan.Zero);
        Assert.All(await Task.WhenAll([.. waiting, other]), decision => Assert.Equal(nameof(Status.UnknownPlayer), decision.StatusName));
        var found = await RefusalAsync(() => client.ResultAsync(Player, commands[3].Id, default));
        Assert.Equal(GrpcCode.NotFound, found!.Code);
    }

    [PostgresFact]
    public async Task Without_a_ledger_the_fate_is_unknown_and_the_same_id_finds_out()
    {
        await using var api = await OwnApi.StartAsync(
            [OwnApi.Cashier("cashier", 10)], options => options with { ResultWithin = TimeSpan.FromMilliseconds(300) }, withLedger: false);
        using var client = api.Client("cashier");
        var command = LedgerTraffic.Gift(Player, 1);

        var unknown = await RefusalAsync(() => client.SubmitAsync(command, default));
        await api.Ledger.StartAsync(CancellationToken.None);
        Messages.Decision? decision = null;
        await Until.TrueAsync(async () => await RefusalAsync(async () => decision = await client.SubmitAsync(command, default)) is null, "the ledger answers");

        Assert.Equal(GrpcCode.Unavailable, unknown!.Code);
        Assert.StartsWith("fate unknown", unknown.Refusal.Message, StringComparison.Ordinal);
        Assert.Equal(nameof(Status.UnknownPlayer), decision!.StatusName);
    }

    [PostgresFact]
    public async Task A_stream_that_is_not_answered_is_not_read_on()
    {
        await using var api = await OwnApi.StartAsync([OwnApi.Cashier("cashier", 10)], options => options with { MaxOutstandingPerStream = 8 }, withLedger: false);
        using var client = api.Client("cashier");
        await using var stream = await client.SubmitManyAsync(default);
        var request = new Messages.SubmitManyRequest();
        for (ulong tag = 0; tag < 100; tag++)
        {
            request.Submissions.Add(new Messages.Submission { Tag = tag, Command = CommandMessages.Write(LedgerTraffic.Gift(Player, 1)) });
        }

        await stream.WriteAsync(request, default);
        var log = api.Harness.NewLog();
        await Until.TrueAsync(async () => await AppendedAsync(log, api.Harness.Keys) == 8, "eight commands are on the log");
        await api.Ledger.StartAsync(CancellationToken.None);
        stream.CompleteWrites();
        var answers = new List<Messages.SubmissionReply>();
        await foreach (var reply in stream.ReadAsync(default))
        {
            answers.AddRange(reply.Replies);
        }

        Assert.Equal(Enumerable.Range(0, 100).Select(tag => (ulong)tag), answers.Select(answer => answer.Tag).Order());
        Assert.All(answers, answer => Assert.Equal(nameof(Status.UnknownPlayer), answer.Decision.StatusName));
    }

    [PostgresFact]
    public async Task Messages_with_too_many_commands_and_messages_too_long_end_the_stream()
    {
        await using var api = await OwnApi.StartAsync(
            [OwnApi.Cashier("cashier", 10)], options => options with { MaxSubmissionsPerMessage = 4, MaxMessageBytes = 8_192 });
        using var client = api.Client("cashier");
        var small = new Messages.Submission { Command = new() { Id = "x" } };
        var tooMany = new Messages.SubmitManyRequest { Submissions = { small, small, small, small, small } };
        var tooLong = new Messages.SubmitManyRequest { Submissions = { new Messages.Submission { Command = new() { Id = new string('x', 10_000) } } } };

        Assert.Equal(GrpcCode.InvalidArgument, (await RefusalAsync(() => SendAsync(tooMany)))!.Code);
        Assert.Equal(GrpcCode.ResourceExhausted, (await RefusalAsync(() => SendAsync(tooLong)))!.Code);
        var alone = await RefusalAsync(() => client.SubmitAsync(tooLong.Submissions[0].Command, default));
        Assert.Equal(GrpcCode.ResourceExhausted, alone!.Code);

        async Task SendAsync(Messages.SubmitManyRequest request)
        {
            await using var stream = await client.SubmitManyAsync(default);
            await stream.WriteAsync(request, default);
            await foreach (var _ in stream.ReadAsync(default))
            {
            }
        }
    }

    [PostgresFact]
    public async Task A_caller_that_opens_connections_without_end_shuts_out_only_itself()
    {
        await using var api = await OwnApi.StartAsync(
            [OwnApi.Cashier("cashier", 10), OwnApi.Cashier("other", 11)], options => options with { MaxConnectionsPerCaller = 3 });
        using var counted = new RefusedConnections();
        var open = new List<SslStream>();
        for (var i = 0; i < 5; i++)
        {
            open.Add(await ConnectAsync(api, api.Options("cashier")));
        }

        await Until.TrueAsync(() => counted.Of("too many connections") >= 2, "two connections were refused");
        using var others = api.Client("other");
        await others.HeadAsync(0, default);
        open.ForEach(stream => stream.Dispose());
        await Until.TrueAsync(
            async () =>
            {
                using var again = api.Client("cashier");
                return await RefusalAsync(() => again.HeadAsync(0, default)) is null;
            },
            "the caller's places are free again");
    }

    [PostgresFact]
    public async Task Feeds_and_their_places_are_counted()
    {
        await using var api = await OwnApi.StartAsync([OwnApi.Cashier("cashier", 10)], options => options with { MaxFeedsPerCaller = 1 });
        using var client = api.Client("cashier");
        using var ending = new CancellationTokenSource();
        var first = client.ReadBlocksAsync(new(), ending.Token).GetAsyncEnumerator(ending.Token);
        Assert.True(await first.MoveNextAsync());

        var second = await RefusalAsync(async () => await client.ReadBlocksAsync(new(), default).GetAsyncEnumerator(default).MoveNextAsync());

        Assert.Equal(GrpcCode.ResourceExhausted, second!.Code);
        await ending.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            while (await first.MoveNextAsync())
            {
            }
        });
        await Until.TrueAsync(
            async () => await RefusalAsync(async () => await client.ReadBlocksAsync(new(), default).GetAsyncEnumerator(default).MoveNextAsync()) is null, "the place is free again");
    }

    [PostgresFact]
    public async Task A_reader_that_takes_nothing_is_cut_off_and_goes_on_where_it_was()
    {
        await using var api = await OwnApi.StartAsync([OwnApi.Cashier("cashier", 10)], options => options with { StalledWithin = TimeSpan.FromMilliseconds(500) });
        using var client = api.Client("cashier");
        await FillAsync(client, megabytes: 4);
        var request = new Messages.ReadBlocksRequest { Form = Messages.ReadBlocksRequest.Types.Form.Both };
        await using var blocks = client.ReadBlocksAsync(request, default).GetAsyncEnumerator(default);
        Assert.True(await blocks.MoveNextAsync());

        // Nothing is read until the server has given up.
        using var counted = new Answers("ReadBlocks", "Aborted");
        await Until.TrueAsync(() => counted.Count > 0, "the server has cut the reader off");
        var last = 0L;
        var cut = await RefusalAsync(async () =>
        {
            while (await blocks.MoveNextAsync())
            {
                last = blocks.Current.Last ? blocks.Current.Sequence : last;
            }
        });

        Assert.Equal(GrpcCode.Unavailable, cut!.Code);
        await foreach (var part in client.ReadBlocksAsync(new() { AfterSequence = last }, default))
        {
            Assert.Equal(last + 1, part.Sequence);
            break;
        }
    }

    private static async Task FillAsync(Croupier.Client.Ledger.LedgerApiClient client, int megabytes)
    {
        await using var stream = await client.SubmitManyAsync(default);
        var writing = Task.Run(async () =>
        {
            for (var sent = 0; sent < megabytes * 8_000;)
            {
                var request = new Messages.SubmitManyRequest();
                for (var i = 0; i < 500; i++, sent++)
                {
                    request.Submissions.Add(new Messages.Submission { Command = CommandMessages.Write(LedgerTraffic.Gift(Player, 1)) });
                }

                await stream.WriteAsync(request, default);
            }

            stream.CompleteWrites();
        });
        await foreach (var _ in stream.ReadAsync(default))
        {
        }

        await writing;
    }

    private static async Task<int> AppendedAsync(PostgresCommandLog log, IProducerKeys keys)
    {
        var extent = await log.ExtentAsync(0, default);
        if (extent.NextOffset == 0)
        {
            return 0;
        }

        var commands = 0;
        await foreach (var record in log.ReadAsync(0, LogPosition.Start, default))
        {
            commands += CommandBatch.Open(0, record.Batch.Span, keys).Commands.Count;
            if (record.Offset == extent.NextOffset - 1)
            {
                break;
            }
        }

        return commands;
    }

    private static async Task<SslStream> ConnectAsync(OwnApi api, GrpcChannelOptions options)
    {
        var socket = new TcpClient();
        await socket.ConnectAsync("localhost", api.Api.Port);
        var stream = new SslStream(socket.GetStream());
        await stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = "localhost",
            EnabledSslProtocols = SslProtocols.Tls13,
            ClientCertificates = [options.Certificate!()],
            CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust, CustomTrustStore = { options.Authorities()[0] }, RevocationMode = X509RevocationMode.NoCheck,
            },
        });
        return stream;
    }

    private static async Task<GrpcException?> RefusalAsync(Func<Task> call)
    {
        try
        {
            await call();
            return null;
        }
        catch (GrpcException refusal)
        {
            return refusal;
        }
    }
}
