using Croupier.Kernel.Commands;
using Croupier.Platform.Ledger.Poison;
using static Croupier.Tests.System.Ledger.LedgerTraffic;

namespace Croupier.Tests.System.Ledger.Poison;

/// <summary>Replayed or discarded by an operator, once, whatever is cut off in the middle.</summary>
public sealed class PoisonVerbTests
{
    [PostgresFact]
    public async Task A_batch_whose_key_was_missing_takes_effect_once_when_it_is_replayed_with_the_key()
    {
        await using var scene = await PoisonScene.StartAsync();
        var gift = Gift(scene.Player, 500);
        var batch = CommandBatch.Seal(0, PoisonScene.Operator, 2, NewerKeys.Key, [gift]);
        var place = await scene.AppendAsync(batch);
        Assert.Equal(Cents(1), await scene.PassAsync());
        Assert.False((await scene.ReplayAsync(place)).IsDone);
        var keys = new NewerKeys();
        await scene.RestartAsync(keys);

        // A crash after the append and before the mark leaves it waiting: the operator replays it once more.
        await scene.Log.AppendAsync(0, batch, CancellationToken.None);
        var replies = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => scene.ReplayAsync(place, keys)));

        Assert.All(replies, reply => Assert.True(reply.IsDone, reply.Words));
        Assert.Equal(Cents(502), await scene.PassAsync());
        Assert.Empty(await scene.ListAsync());
        var ended = Assert.Single(await scene.ListAsync(all: true));
        Assert.Equal((PoisonState.Replayed, "anna"), (ended.State, ended.EndedBy));
        Assert.False((await scene.DiscardAsync(place)).IsDone);
        await scene.Harness.ExpectVerifiedAsync();
    }

    [PostgresFact]
    public async Task A_batch_that_stood_on_another_partitions_log_goes_to_its_own()
    {
        await using var scene = await PoisonScene.StartAsync();
        var place = await scene.AppendAsync(CommandBatch.Seal(1, PoisonScene.Operator, 1, scene.KeyOf(PoisonScene.Operator), [Gift(scene.Player, 500)]));
        await scene.PassAsync();
        var before = (await scene.Log.ExtentAsync(1, CancellationToken.None)).NextOffset;

        Assert.True((await scene.ReplayAsync(place)).IsDone);

        Assert.Equal(before + 1, (await scene.Log.ExtentAsync(1, CancellationToken.None)).NextOffset);
        Assert.Equal(Cents(2), await scene.PassAsync());
    }

    /// <summary>The player has paid. Kept by a version that did not know the kind, taken by this one.</summary>
    [PostgresFact]
    public async Task A_confirmed_deposit_is_replayed_as_its_producers_and_never_discarded()
    {
        await using var scene = await PoisonScene.StartAsync();
        var confirm = new ConfirmDeposit(NewId(), scene.Player, NewId(), Euro, Cents(700), 1, "pay-1");
        var place = await scene.KeepAsync(Status.UnknownCommand, PoisonScene.Wallet, CommandCodec.ToArray(confirm));

        var discarded = await scene.DiscardAsync(place);
        Assert.False(discarded.IsDone, discarded.Words);
        Assert.Equal(PoisonState.Waiting, Assert.Single(await scene.ListAsync()).State);
        var replayed = await scene.ReplayAsync(place);
        Assert.True(replayed.IsDone, replayed.Words);
        await scene.PassAsync();

        var entry = Assert.Single(
            (await EntriesAsync(scene)), one => one.Command is ConfirmDeposit && one.Command.Id == confirm.Id);
        Assert.Equal((PoisonScene.Wallet, Status.Accepted), (entry.Caller, entry.Result.Status));
        await scene.Harness.ExpectVerifiedAsync();
    }

    [PostgresFact]
    public async Task What_may_confirm_a_deposit_is_told_by_who_said_it()
    {
        await using var scene = await PoisonScene.StartAsync();
        var confirm = CommandCodec.ToArray(new ConfirmDeposit(NewId(), scene.Player, NewId(), Euro, Cents(700), 1));
        var body = scene.Seal(PoisonScene.Wallet, new AttestedCommand(Gift(scene.Player, 1), null))[..^CommandBatch.TagBytes];
        var unreadable = await scene.AppendAsync(scene.Seal(PoisonScene.Wallet, [9, .. body[1..]]));
        var nobodys = await scene.AppendAsync([.. body, .. new byte[CommandBatch.TagBytes]]);
        var cut = await scene.AppendAsync(scene.Seal(PoisonScene.Wallet, new AttestedCommand(Unreadable.From(confirm.AsSpan(0, 50)), null)), 0);
        var forged = await scene.AppendAsync(scene.Seal(PoisonScene.Games, new AttestedCommand(CommandCodec.Read(confirm), null)), 0);
        var cutByGames = await scene.AppendAsync(scene.Seal(PoisonScene.Games, new AttestedCommand(Unreadable.From(confirm.AsSpan(0, 50)), null)), 0);
        await scene.PassAsync();

        Assert.False((await scene.DiscardAsync(unreadable)).IsDone);
        Assert.False((await scene.DiscardAsync(cut)).IsDone);
        Assert.True((await scene.DiscardAsync(nobodys)).IsDone);
        Assert.True((await scene.DiscardAsync(forged)).IsDone);
        Assert.True((await scene.DiscardAsync(cutByGames)).IsDone);
        Assert.Equal([unreadable, cut], (await scene.ListAsync()).Select(m => m.Place));
        Assert.Contains((await scene.ListAsync(all: true)), m => m.Place == forged && m.EndedWhy == "a test's own");
    }

    [PostgresFact]
    public async Task What_nobody_asked_for_or_no_one_may_give_or_is_not_whole_is_not_replayed()
    {
        await using var scene = await PoisonScene.StartAsync();
        var withdrawal = CommandCodec.ToArray(new RequestWithdrawal(NewId(), scene.Player, Euro, Cents(1), 1));
        PoisonPlace[] never =
        [
            await scene.KeepAsync(Status.NotAttested, PoisonScene.Wallet, withdrawal),
            await scene.KeepAsync(Status.NotPermitted, PoisonScene.Games, withdrawal),
            await scene.KeepAsync(Status.MalformedCommand, PoisonScene.Wallet, withdrawal[..40]),
            await scene.KeepAsync(Status.CommandTooLarge, PoisonScene.Wallet, new byte[5_000]),
            new(0, 1, 77, 0),
        ];

        foreach (var place in never)
        {
            Assert.False((await scene.ReplayAsync(place)).IsDone);
        }

        Assert.Equal(4, (await scene.ListAsync()).Count);
        Assert.False((await scene.DiscardAsync(never[0], by: "")).IsDone);
        Assert.False((await scene.DiscardAsync(never[0], why: "")).IsDone);
        Assert.True((await scene.DiscardAsync(never[0])).IsDone);
        Assert.True((await scene.DiscardAsync(never[0])).IsDone);
    }

    private static async Task<IReadOnlyList<Croupier.Kernel.Blocks.BlockEntry>> EntriesAsync(PoisonScene scene)
    {
        var entries = new List<Croupier.Kernel.Blocks.BlockEntry>();
        var head = await scene.Ledger.HeadAsync(0, CancellationToken.None);
        await foreach (var block in scene.Ledger.ReadAsync(0, 0, CancellationToken.None))
        {
            entries.AddRange(block.Entries);
            if (block.Header.Sequence >= head)
            {
                break;
            }
        }

        return entries;
    }
}
