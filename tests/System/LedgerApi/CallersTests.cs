using Croupier.Kernel.Commands;
using Croupier.Platform.Ledger.Api;
using Croupier.Tests.System.Ledger;

namespace Croupier.Tests.System.LedgerApi;

/// <summary>Several callers at one ledger.</summary>
public sealed class CallersTests
{
    [PostgresFact]
    public async Task The_same_id_from_two_callers_takes_effect_once_and_a_block_tells_whose_it_was()
    {
        await using var api = await OwnApi.StartAsync([OwnApi.Cashier("first", 10), OwnApi.Cashier("second", 11)]);
        using var first = api.Client("first");
        using var second = api.Client("second");
        var player = PlayerId.New(TimeProvider.System, 0);
        await first.SubmitAsync(new OpenPlayer(LedgerTraffic.NewId(), player), default);

        var gift = LedgerTraffic.Gift(player, 100);
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => (i % 2 == 0 ? first : second).SubmitAsync(gift, default)));
        var other = await second.SubmitAsync(LedgerTraffic.Gift(player, 200, gift.Id), default);

        Assert.Single(answers.Distinct());
        Assert.Equal((nameof(Status.Accepted), Assets.Euro.FromMinor(100).Units), (answers[0].StatusName, answers[0].CashAfter));
        Assert.Equal(nameof(Status.Conflict), other.StatusName);
        var entries = new List<(string Role, uint Instance, string Status)>();
        await foreach (var part in second.ReadBlocksAsync(new(), default))
        {
            entries.AddRange(part.Entries.Where(entry => entry.Decision.Id == gift.Id.ToString())
                .Select(entry => (entry.CallerRole, entry.CallerInstance, entry.Decision.StatusName)));
            if (part.Sequence == other.Block)
            {
                break;
            }
        }

        Assert.Equal(2, entries.Count);
        Assert.Contains(entries[0].Instance, new uint[] { 10, 11 });
        Assert.Equal(("Operator", 11U, nameof(Status.Conflict)), entries[1]);
        await api.Harness.ExpectVerifiedAsync();
    }

    [PostgresFact]
    public async Task What_a_role_may_not_give_the_partition_refuses_though_the_table_grants_it()
    {
        var mistaken = OwnApi.Cashier("cashier", 10) with { Commands = [new ApiGrant(CommandKind.CloseChain)] };
        await using var api = await OwnApi.StartAsync([mistaken]);
        using var client = api.Client("cashier");

        var decision = await client.SubmitAsync(new CloseChain(LedgerTraffic.NewId(), PlayerId.New(TimeProvider.System, 0), ChainId.New(TimeProvider.System)), default);

        Assert.Equal(nameof(Status.NotPermitted), decision.StatusName);
    }

    [Fact]
    public async Task A_table_that_contradicts_itself_is_refused_at_start()
    {
        var good = OwnApi.Cashier("cashier", 10);
        ApiCaller[][] tables =
        [
            [good, good with { Name = "other" }],
            [good, good with { Producer = new Caller(Role.Operator, 11) }],
            [good with { Name = "Cashier" }],
            [good with { Producer = new Caller(Role.Ledger, 1) }],
            [good with { Producer = new Caller(Role.None, 1) }],
            [good with { Commands = [new ApiGrant(CommandKind.Tick)] }],
            [good with { Commands = [new ApiGrant(CommandKind.OpenPlayer), new ApiGrant(CommandKind.OpenPlayer)] }],
        ];

        foreach (var table in tables)
        {
            await Assert.ThrowsAsync<ArgumentException>(async () => await (await OwnApi.StartAsync(table, withLedger: false)).DisposeAsync());
        }
    }
}
