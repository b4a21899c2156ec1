using Croupier.Host.Verbs;
using Croupier.Kernel.Commands;
using Croupier.Platform.Ledger.Poison;
using static Croupier.Tests.System.Ledger.LedgerTraffic;

namespace Croupier.Tests.System.Ledger.Poison;

/// <summary>What can't go to the writer is listed with its reason, once, before anything behind it commits, and stops nothing.</summary>
public sealed class PoisonListTests
{
    [PostgresFact]
    public async Task Everything_that_is_set_aside_is_listed_by_its_place_and_the_partition_goes_on()
    {
        await using var scene = await PoisonScene.StartAsync();
        var good = scene.Seal(PoisonScene.Operator, new AttestedCommand(Gift(scene.Player, 1_000), null));
        var body = good[..^CommandBatch.TagBytes];
        var withdrawal = new RequestWithdrawal(NewId(), scene.Player, Euro, Cents(1), 1);
        var bytes = CommandCodec.ToArray(withdrawal);
        var mixed = scene.Seal(
            PoisonScene.Wallet,
            new AttestedCommand(withdrawal, null),
            new AttestedCommand(new OpenDeposit(NewId(), scene.Player, Euro, Cents(100), 1, 4_102_444_800_000), null),
            new AttestedCommand(Unreadable.From([249, .. bytes[1..]]), null),
            new AttestedCommand(Unreadable.From(new byte[10_000]), null));
        var expected = new List<string>
        {
            $"{await scene.AppendAsync([7])} TooShort False",
            $"{await scene.AppendAsync([.. good[..^1], (byte)(good[^1] ^ 1)])} WrongTag False",
            $"{await scene.AppendAsync(CommandBatch.Seal(0, PoisonScene.Operator, 2, NewerKeys.Key, [Gift(scene.Player, 1)]))} NoSuchKey False",
            $"{await scene.AppendAsync(scene.Seal(PoisonScene.Operator, [9, .. body[1..]]))} UnknownVersion True",
            $"{await scene.AppendAsync(CommandBatch.Seal(1, PoisonScene.Operator, 1, scene.KeyOf(PoisonScene.Operator), [Gift(scene.Player, 1)]))} WrongPartition True",
            $"{await scene.AppendAsync(scene.Seal(PoisonScene.Operator, [.. body, 0]))} Malformed True",
        };
        var place = await scene.AppendAsync(mixed);
        expected.AddRange([$"{place with { Index = 0 }} NotAttested True", $"{place with { Index = 2 }} UnknownCommand True", $"{place with { Index = 3 }} CommandTooLarge True"]);

        Assert.Equal(Cents(1), await scene.PassAsync());

        Assert.Equal(expected, (await scene.ListAsync()).Select(m => $"{m.Place} {m.Reason} {m.IsProven}"));
        var listed = await scene.ListAsync();
        Assert.All(listed, m => Assert.True(m.IsWhole));
        Assert.Equal(bytes, listed[6].Bytes);
        Assert.Equal(10_000, listed[8].Size);

        // Another process reads the log from the same position, or from before it: the same places are the same rows.
        await scene.RestartAsync();
        await scene.AppendAsync([1]);
        await scene.RestartAsync();
        await scene.PassAsync();
        Assert.Equal(expected, (await scene.ListAsync()).Take(expected.Count).Select(m => $"{m.Place} {m.Reason} {m.IsProven}"));
        Assert.Equal(expected.Count + 1, (await scene.ListAsync()).Count);
        await scene.Harness.ExpectVerifiedAsync();
    }

    [PostgresFact]
    public async Task Nothing_behind_a_message_is_decided_before_it_is_listed()
    {
        await using var scene = await PoisonScene.StartAsync();
        await using var connection = await scene.Harness.Database.DataSource.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using (var locking = connection.CreateCommand())
        {
            locking.CommandText = "lock table ledger.poison in access exclusive mode";
            await locking.ExecuteNonQueryAsync();
        }

        var place = await scene.AppendAsync([1, 2, 3]);
        var behind = scene.PassAsync();
        await Until.TrueAsync(
            async () => await scene.Harness.Database.ScalarAsync<long>(
                "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and query like '%ledger.poison%'") > 0,
            "the intake waits for the list");
        Assert.False(behind.IsCompleted);

        await transaction.CommitAsync();
        Assert.Equal(Cents(1), await behind);
        Assert.Equal(place, Assert.Single(await scene.ListAsync()).Place);
    }

    [PostgresFact]
    public async Task The_list_has_bounds_and_what_is_dealt_with_makes_room()
    {
        await using var scene = await PoisonScene.StartAsync(LedgerHarness.Defaults with { PoisonRows = 3, PoisonBytes = 10_000 });
        var first = await scene.AppendAsync(new byte[6_000]);
        await scene.AppendAsync(new byte[6_000]);
        await scene.AppendAsync([1]);
        await scene.AppendAsync([2]);
        Assert.Equal(Cents(1), await scene.PassAsync());

        var listed = await scene.ListAsync();
        Assert.Equal([6_000, PoisonStore.BeginningBytes, 1], listed.Select(m => m.Bytes.Length));
        Assert.False((await scene.ReplayAsync(listed[1].Place)).IsDone);

        // What this process has seen full it looks at again after a while; another at once.
        Assert.True((await scene.DiscardAsync(first)).IsDone);
        await scene.RestartAsync();
        await scene.AppendAsync([3]);
        await scene.PassAsync();
        Assert.Equal(3, (await scene.ListAsync()).Count);
    }

    [PostgresFact]
    public async Task The_operator_sees_what_waits_and_every_byte_of_it()
    {
        await using var scene = await PoisonScene.StartAsync();
        var withdrawal = new RequestWithdrawal(NewId(), scene.Player, Euro, Cents(1), 1);
        var place = await scene.AppendAsync(scene.Seal(PoisonScene.Wallet, new AttestedCommand(withdrawal, null)), 0);
        await scene.PassAsync();

        await using var output = new StringWriter();
        await PoisonVerb.ListAsync(scene.Harness.Database.DataSource, all: false, output, CancellationToken.None);
        await PoisonVerb.ShowAsync(scene.Harness.Database.DataSource, place, output, CancellationToken.None);

        var text = output.ToString();
        Assert.Contains($"{place}  NotAttested  47 bytes of Wallet/1", text, StringComparison.Ordinal);
        Assert.Contains("1 waiting", text, StringComparison.Ordinal);
        Assert.Contains($"RequestWithdrawal, id {withdrawal.Id}, player {scene.Player}", text, StringComparison.Ordinal);
        Assert.Contains(Convert.ToHexStringLower(CommandCodec.ToArray(withdrawal)), text, StringComparison.Ordinal);
        Assert.True(PoisonPlace.TryParse(place.ToString(), out var parsed) && parsed == place);
        Assert.All(["", "0", "0/1", "x/1:2", "0/1:2:-1", "0/1:2:3:4", "0:1/2", "00/1:2"], wrong => Assert.False(PoisonPlace.TryParse(wrong, out _), wrong));
    }
}
