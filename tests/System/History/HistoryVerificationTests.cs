using Croupier.Kernel.Commands;
using Croupier.Kernel.Ports;
using Croupier.Tests.System.Ledger;
using static Croupier.Tests.System.Ledger.LedgerTraffic;

namespace Croupier.Tests.System.History;

public sealed class HistoryVerificationTests
{
    [PostgresFact]
    public async Task Verify_finds_every_row_of_history_that_was_altered()
    {
        await using var world = await World.StartAsync(seed: 21);
        await world.Traffic.RunAsync(100);
        await ConfirmAsync(world, "pay_1", "pay_2");
        await world.StopAsync();
        await world.Harness.ExpectVerifiedAsync();

        foreach (var (alteration, says) in new[]
        {
            ("update history.page set opening = opening + 1 where account = 1 and first = (select max(first) from history.page where account = 1)", "opens with"),
            ("delete from history.page where account = 2 and first = (select max(first) from history.page where account = 2)", "history of account 2"),
            ("update history.page set lines = set_byte(lines, length(lines) - 1, get_byte(lines, length(lines) - 1) # 1) where account = 1 and first = (select min(first) from history.page where account = 1)", "history of account 1"),
            ("update history.page set first = first + 1 where account = 2 and first = (select max(first) from history.page where account = 2)", "can't be read"),
            ("update history.clock set clocks = clocks || '\\x00'", "the clocks of blocks"),
            ("update history.clock set first_ms = first_ms + 1", "clocks has another number"),
            ("update history.reference set reference = 'pay_3' where reference = 'pay_2'", "references"),
            ("delete from history.reference where reference = 'pay_1'", "references"),
            ("update history.account set sub = 9 where number = 1", "account 1 goes by another name"),
            ("delete from history.account where number = 2", "account 2 goes by another name"),
            ("update history.progress set sequence = sequence + 1000", "beyond the chain's end"),
        })
        {
            await AlteredAsync(world, alteration, says);
        }

        await world.Harness.ExpectVerifiedAsync();
    }

    [PostgresFact]
    public async Task A_round_a_payment_and_a_stretch_of_time_are_found_again()
    {
        await using var world = await World.StartAsync(seed: 22);
        await world.Traffic.RunAsync(60);
        var player = world.Traffic.Players[0];
        var gift = Gift(player, 77);
        Expect(Status.Accepted, await world.Operator.SubmitAsync(gift));
        var confirmed = await ConfirmAsync(world, "pay_42");
        var truth = await world.StopAsync();

        var found = await world.History.FindCommandAsync(player, gift.Id, default);
        Assert.Equal((gift.Id, Status.Accepted), (found!.Command.Id, found.Result.Status));
        Assert.Equal(truth.ClockOf(found.BlockSequence), found.UnixMs);
        Assert.Null(await world.History.FindCommandAsync(player, NewId(), default));

        var payment = Assert.Single(await world.History.FindReferenceAsync(0, "pay_42", default));
        Assert.Equal(confirmed, payment.Command.Id);
        Assert.Empty(await world.History.FindReferenceAsync(0, "pay_4", default));

        foreach (var newestFirst in new[] { false, true })
        {
            var all = await EntriesAsync(world, new EntryQuery(0, null, HistoryPoint.Genesis, HistoryPoint.Newest, newestFirst));
            var own = await EntriesAsync(world, new EntryQuery(0, player, HistoryPoint.Genesis, HistoryPoint.Newest, newestFirst));
            var lines = await world.WholeAsync(new StatementQuery(HistoryTraffic.CashOf(player), HistoryPoint.Genesis, HistoryPoint.Newest, newestFirst), 100);
            var places = lines.Lines.Select(line => (line.BlockSequence, line.EntryIndex)).Distinct();

            Assert.Equal(places, own.Select(entry => (entry.BlockSequence, entry.EntryIndex)));
            Assert.Equal(lines.Lines.DistinctBy(line => (line.BlockSequence, line.EntryIndex)).Select(line => line.Command), own.Select(entry => entry.Command.Id));
            Assert.Equal(all.Count, all.Select(entry => (entry.BlockSequence, entry.EntryIndex)).Distinct().Count());
            Assert.Equal(truth.Entries, all.Count);
            Assert.True(own.Select(entry => entry.Command.Id).ToHashSet().IsSubsetOf(all.Select(entry => entry.Command.Id)));
        }

        var then = await world.History.EntriesAsync(new EntryQuery(0, null, HistoryPoint.AtTime(found.UnixMs - 1), HistoryPoint.AtTime(found.UnixMs)), null, 500, default);
        Assert.Contains(then!.Entries, entry => entry.Command.Id == gift.Id);
        Assert.All(then.Entries, entry => Assert.Equal(found.UnixMs, entry.UnixMs));
    }

    private static async Task<List<HistoryEntry>> EntriesAsync(World world, EntryQuery query)
    {
        var limit = world.Random.Next(1, 50);
        var entries = new List<HistoryEntry>();
        for (var part = await world.History.EntriesAsync(query, null, limit, default); ; part = await world.History.EntriesAsync(query, part.Next, limit, default))
        {
            Assert.InRange(part!.Entries.Count, 0, limit);
            entries.AddRange(part.Entries);
            if (part.Next is null)
            {
                return entries;
            }
        }
    }

    private static async Task<CommandId> ConfirmAsync(World world, params string[] references)
    {
        var wallet = world.ClientOf(Role.Wallet);
        var id = default(CommandId);
        foreach (var reference in references)
        {
            id = NewId();
            Expect(Status.Accepted, await wallet.SubmitAsync(new ConfirmDeposit(id, world.Traffic.Players[0], NewId(), Euro, Cents(5), 1, reference), default));
        }

        return id;
    }

    // Each alteration is undone by a copy of the table that it touched.
    private static async Task AlteredAsync(World world, string alteration, string says)
    {
        var table = alteration.Split(' ').First(word => word.StartsWith("history.", StringComparison.Ordinal));
        await world.Database.ExecuteAsync($"create table kept as select * from {table}");
        await world.Database.ExecuteAsync(alteration);
        var (code, output) = await world.Harness.VerifyAsync();
        await world.Database.ExecuteAsync($"delete from {table}");
        await world.Database.ExecuteAsync($"insert into {table} select * from kept");
        await world.Database.ExecuteAsync("drop table kept");

        Assert.True(code == ExitCode.CheckFailed && output.Contains(says, StringComparison.Ordinal), $"{alteration}: {code}\n{output}");
    }
}
