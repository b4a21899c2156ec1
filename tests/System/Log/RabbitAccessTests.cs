using Croupier.Host.Dev;
using Croupier.Kernel.Ports;
using Croupier.Platform.Log.Rabbit;
using Microsoft.Extensions.Logging.Abstractions;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Croupier.Tests.System.Log;

/// <summary>Who gets to the broker, and what each may do there. These logs have the name that the users' rights are for.</summary>
[Collection(RabbitFixture.Collection)]
public sealed class RabbitAccessTests : IAsyncLifetime
{
    private const string Prefix = "croupier.log";

    private static int partitions = 100;

    private readonly List<RabbitCommandLog> logs = [];
    private readonly int partition = Interlocked.Increment(ref partitions);

    private static CancellationToken Patience => new CancellationTokenSource(TimeSpan.FromSeconds(30)).Token;

    public async Task InitializeAsync()
    {
        if (RabbitFixture.Missing is null)
        {
            await new RabbitTopology(await OptionsAsync(), NullLoggerFactory.Instance).EnsureAsync([partition], Patience);
        }
    }

    public async Task DisposeAsync()
    {
        foreach (var log in logs)
        {
            await log.DisposeAsync();
        }
    }

    [RabbitFact]
    public async Task A_ledger_logs_in_by_its_certificate_and_reads_what_a_producer_appended_by_password()
    {
        var producer = await OpenAsync(RabbitFixture.Producer);
        var ledger = Open(await OptionsAsync() with { Login = () => RabbitLogin.ByCertificate(RabbitFixture.Certificates.Ledger) });
        await producer.AppendAsync(partition, "of games"u8.ToArray(), Patience);
        await ledger.AppendAsync(partition, "a tick"u8.ToArray(), Patience);

        Assert.Equal(["of games", "a tick"], await ReadAsync(ledger, 2));
    }

    [RabbitFact]
    public async Task A_producer_that_reads_is_refused_at_once()
    {
        var producer = await OpenAsync(RabbitFixture.Producer);
        await producer.AppendAsync(partition, "mine"u8.ToArray(), Patience);

        await ExpectRefusedAsync(() => ReadAsync(producer, 1));
        await ExpectRefusedAsync(() => producer.ExtentAsync(partition, Patience));
        await ExpectRefusedAsync(() => producer.OpenIncarnationAsync(partition, Patience));
    }

    [RabbitFact]
    public async Task A_producer_may_do_nothing_on_the_broker_but_publish_to_a_partition()
    {
        var stream = $"{Prefix}.{partition}.1";
        Func<IChannel, Task>[] attempts =
        [
            channel => channel.QueueDeleteAsync(stream),
            channel => channel.QueueDeclareAsync($"{Prefix}.{partition}.2", durable: true, exclusive: false, autoDelete: false),
            channel => channel.QueueDeclareAsync("", durable: false, exclusive: true, autoDelete: true),
            channel => channel.QueuePurgeAsync(stream),
            channel => channel.QueueUnbindAsync(stream, $"{Prefix}.{partition}", ""),
            channel => channel.ExchangeDeleteAsync($"{Prefix}.{partition}"),
            channel => channel.ExchangeDeclareAsync("other", ExchangeType.Fanout),
            channel => channel.BasicPublishAsync("", stream, mandatory: true, new BasicProperties { Type = "closed" }, ReadOnlyMemory<byte>.Empty).AsTask(),
            channel => channel.BasicPublishAsync("amq.fanout", "", mandatory: true, ReadOnlyMemory<byte>.Empty).AsTask(),
        ];
        foreach (var attempt in attempts)
        {
            await using var link = new RabbitLink(await OptionsAsync(RabbitFixture.Producer), "attacker");
            await using var channel = await link.OpenChannelAsync(confirms: true, Patience);
            var refused = await Assert.ThrowsAnyAsync<OperationInterruptedException>(() => attempt(channel));
            Assert.Equal(403, refused.ShutdownReason!.ReplyCode);
        }
    }

    [RabbitFact]
    public async Task What_a_producer_dresses_up_as_an_entry_of_the_logs_own_is_a_batch_like_any_other()
    {
        var options = await OptionsAsync(RabbitFixture.Producer);
        await using (var link = new RabbitLink(options, "attacker"))
        {
            await using var channel = await link.OpenChannelAsync(confirms: true, Patience);
            var forged = new BasicProperties
            {
                Type = RabbitNames.Closed,
                Headers = new Dictionary<string, object?> { ["x-exchange"] = "", ["x-routing-key"] = $"{Prefix}.{partition}.1", ["x-stream-offset"] = 77L, ["x-basic-type"] = RabbitNames.Closed, ["ms"] = "soon" },
            };
            await channel.BasicPublishAsync($"{Prefix}.{partition}", "", mandatory: true, forged, "forged"u8.ToArray());
            await channel.BasicPublishAsync($"{Prefix}.{partition}", "", mandatory: true, forged, ReadOnlyMemory<byte>.Empty);
        }

        await Open(options).AppendAsync(partition, "behind it"u8.ToArray(), Patience);
        var ledger = await OpenAsync(RabbitFixture.Ledger);
        Assert.Equal(["forged", "", "behind it"], await ReadAsync(ledger, 3));
        Assert.Equal(new LogExtent(1, 0, 3), await ledger.ExtentAsync(partition, Patience));
    }

    [RabbitFact]
    public async Task Nothing_that_a_producer_gets_onto_a_stream_keeps_the_ledger_from_reading_on()
    {
        var options = await OptionsAsync(RabbitFixture.Producer);
        object?[] strange =
        [
            null, true, (sbyte)-1, (byte)1, (short)-2, (ushort)2, -3, 3U, -4L, 1.5f, 2.5, 3.5m, new AmqpTimestamp(5), new byte[] { 0, 1, 255 }, new string('x', 100_000),
            new List<object?> { 1, "two", null }, new Dictionary<string, object?> { ["inner"] = 1L }, new BinaryTableValue([1, 2]), "",
        ];
        var sent = 0;
        foreach (var value in strange)
        {
            sent += await TryPublishAsync(options, new BasicProperties { Headers = new Dictionary<string, object?> { ["strange"] = value } });
        }

        sent += await TryPublishAsync(options, new BasicProperties { ContentType = "amqp/value", ContentEncoding = "gzip", Expiration = "0", Priority = 255, DeliveryMode = (DeliveryModes)77 });
        sent += await TryPublishAsync(options, new BasicProperties { MessageId = "not a uuid", CorrelationId = new string('c', 255), ReplyTo = "amq.rabbitmq.reply-to", AppId = "\u0000", Timestamp = new AmqpTimestamp(long.MinValue) });
        sent += await TryPublishAsync(options, new BasicProperties { Headers = Enumerable.Range(0, 3_000).ToDictionary(i => $"header {i:0000}", object? (i) => "a value of some length") });
        sent += await TryPublishAsync(options, new BasicProperties(), new byte[15 * 1024 * 1024]);
        Assert.True(sent > 10, $"only {sent} of the strange messages were taken: this test tests little");
        await Open(options).AppendAsync(partition, "behind them"u8.ToArray(), Patience);

        Assert.Equal("behind them", (await ReadAsync(await OpenAsync(RabbitFixture.Ledger), sent + 1))[^1]);
    }

    [RabbitFact]
    public async Task A_ledger_may_not_close_a_stream_or_open_another()
    {
        var ledger = await OpenAsync(RabbitFixture.Ledger);
        await ExpectRefusedAsync(() => ledger.OpenIncarnationAsync(partition, Patience));
        Assert.Equal(new LogExtent(1, 0, 0), await ledger.ExtentAsync(partition, Patience));
    }

    [RabbitFact]
    public async Task A_wrong_password_and_an_unknown_user_are_refused_at_once()
    {
        foreach (var login in new[] { RabbitLogin.ByPassword(RabbitFixture.Producer, "guess"), RabbitLogin.ByPassword("guest", "guest"), RabbitLogin.ByPassword(RabbitTestCertificates.LedgerUri.ToString(), "") })
        {
            var log = Open(await OptionsAsync() with { Login = () => login });
            var refused = await Assert.ThrowsAsync<IOException>(() => log.AppendAsync(partition, "never"u8.ToArray(), Patience));
            Assert.Contains(nameof(AuthenticationFailureException), refused.ToString(), StringComparison.Ordinal);
            await Assert.ThrowsAsync<IOException>(() => ReadAsync(log, 1));
        }
    }

    [RabbitFact]
    public async Task A_changed_password_is_used_without_a_restart()
    {
        var password = "the old one";
        var log = Open(await OptionsAsync() with { Login = () => RabbitLogin.ByPassword(RabbitFixture.Producer, password) });
        await Assert.ThrowsAsync<IOException>(() => log.AppendAsync(partition, "never"u8.ToArray(), Patience));

        password = RabbitFixture.Password;
        await log.AppendAsync(partition, "after the change"u8.ToArray(), Patience);
    }

    [RabbitFact]
    public async Task A_broker_of_another_authority_and_one_of_another_name_are_not_talked_to()
    {
        using var other = RabbitTestCertificates.MakeAuthority();
        var options = await OptionsAsync();
        var byAddress = options with { Endpoints = [.. options.Endpoints.Select(one => new global::System.Net.DnsEndPoint("127.0.0.1", one.Port))] };
        foreach (var wrong in new[] { options with { Authorities = [other] }, byAddress })
        {
            var refused = await Assert.ThrowsAsync<IOException>(() => Open(wrong).AppendAsync(partition, "never"u8.ToArray(), Patience));
            Assert.Contains("AuthenticationException", refused.ToString(), StringComparison.Ordinal);
        }
    }

    [RabbitFact]
    public async Task Plain_text_gets_no_answer_from_a_broker_with_tls()
    {
        var log = Open(await OptionsAsync() with { Authorities = [] }, RabbitLogHarness.Options with { RetryFor = TimeSpan.FromMilliseconds(100) });
        await Assert.ThrowsAsync<IOException>(() => log.AppendAsync(partition, "never"u8.ToArray(), Patience));
    }

    [RabbitFact]
    public async Task A_user_made_while_the_broker_runs_has_the_rights_that_it_was_given()
    {
        var broker = await RabbitFixture.SingleAsync();
        await broker.EnsureUsersAsync([new PrivateRabbitUser("wallet", "another word", RabbitRights.Producer())]);
        var wallet = Open(await OptionsAsync() with { Login = () => RabbitLogin.ByPassword("wallet", "another word") });

        await wallet.AppendAsync(partition, "of the wallet"u8.ToArray(), Patience);
        await ExpectRefusedAsync(() => ReadAsync(wallet, 1));
    }

    /// <summary>How many messages the broker confirmed: one or none. What it can't turn into an entry costs the publisher its connection.</summary>
    private async Task<int> TryPublishAsync(RabbitConnectionOptions options, BasicProperties properties, ReadOnlyMemory<byte> body = default)
    {
        await using var link = new RabbitLink(options, "attacker");
        try
        {
            await using var channel = await link.OpenChannelAsync(confirms: true, Patience);
            await channel.BasicPublishAsync($"{Prefix}.{partition}", "", mandatory: true, properties, body, Patience);
            return 1;
        }
        catch (Exception refused) when (refused is RabbitMQClientException or OperationCanceledException or IOException or WireFormattingException)
        {
            return 0;
        }
    }

    private static async Task ExpectRefusedAsync(Func<Task> act)
    {
        var refused = await Assert.ThrowsAnyAsync<Exception>(act);
        Assert.Contains("ACCESS_REFUSED", refused.ToString(), StringComparison.Ordinal);
    }

    private static async Task<RabbitConnectionOptions> OptionsAsync(string user = RabbitFixture.Operator) =>
        RabbitFixture.Connection(await RabbitFixture.SingleAsync(), Prefix, tls: true) with { Login = () => RabbitLogin.ByPassword(user, RabbitFixture.Password) };

    private async Task<RabbitCommandLog> OpenAsync(string user) => Open(await OptionsAsync(user));

    private RabbitCommandLog Open(RabbitConnectionOptions options, RabbitCommandLogOptions? bounds = null)
    {
        var log = new RabbitCommandLog(options, TimeProvider.System, NullLoggerFactory.Instance, bounds ?? RabbitLogHarness.Options);
        logs.Add(log);
        return log;
    }

    private async Task<List<string>> ReadAsync(RabbitCommandLog log, int count)
    {
        var read = new List<string>();
        await foreach (var record in log.ReadAsync(partition, LogPosition.Start, Patience))
        {
            read.Add(global::System.Text.Encoding.UTF8.GetString(record.Batch.Span));
            if (read.Count == count)
            {
                break;
            }
        }

        return read;
    }
}
