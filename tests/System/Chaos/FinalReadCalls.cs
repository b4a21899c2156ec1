using System.Diagnostics;
using Croupier.Kernel.Commands;
using Croupier.Kernel.Ports;
using Npgsql;

namespace Croupier.Tests.System.Chaos;

/// <summary>A command as its client saw it. Times are of one monotonic clock. <see cref="Result"/> is null while its fate is unknown to the client.</summary>
internal sealed record Call(Command Command, long CalledAt)
{
    public long ReturnedAt { get; set; } = long.MaxValue;

    public StoredResult? Result { get; set; }
}

/// <summary>A balance that somebody was shown: what could be spent, after which block, and when it was asked for and answered.</summary>
internal sealed record BalanceRead(AccountRef Account, long Available, long Block, long CalledAt, long ReturnedAt);

/// <summary>
/// Clients that move money of a few players about, each with one call under way, and readers of their balances. A call without an answer is left as it is until
/// <see cref="ResolveAsync"/>: that is where money is lost or doubled when it is.
/// </summary>
internal sealed class FinalReadCalls(ILedger ledger, NpgsqlDataSource database, int seed)
{
    private const int Players = 5;
    private static readonly AssetId Euro = Assets.Euro.Id;

    private readonly Lock gate = new();
    private readonly List<Call> calls = [];
    private readonly List<BalanceRead> reads = [];
    private readonly List<(PlayerId Player, CommandId Hold)> holds = [];
    private readonly List<PlayerId> players = [];

    public IReadOnlyList<Call> Calls => calls;

    public IReadOnlyList<BalanceRead> Reads => reads;

    public int Answered
    {
        get
        {
            lock (gate)
            {
                return calls.Count(call => call.Result is not null);
            }
        }
    }

    public async Task OpenPlayersAsync(CancellationToken cancellation)
    {
        for (var i = 0; i < Players; i++)
        {
            var player = PlayerId.New(TimeProvider.System, 0);
            foreach (var command in new Command[] { new OpenPlayer(NewId(), player), new SetPlayerState(NewId(), player, PlayerState.Active) })
            {
                await CallAsync(command, cancellation);
            }

            players.Add(player);
        }
    }

    public async Task MoveMoneyAsync(int number, CancellationToken stop, CancellationToken cancellation)
    {
        var random = new Random(seed + number);
        while (!stop.IsCancellationRequested)
        {
            await CallAsync(Next(random), cancellation);
        }
    }

    public async Task ReadAsync(int number, CancellationToken stop, CancellationToken cancellation)
    {
        var random = new Random(seed - number);
        while (!stop.IsCancellationRequested)
        {
            var account = new AccountRef(players[random.Next(players.Count)], AccountKind.Cash, Euro);
            var called = Stopwatch.GetTimestamp();
            try
            {
                if (await AskAsync(account, cancellation) is { } shown)
                {
                    lock (gate)
                    {
                        reads.Add(new BalanceRead(account, shown.Available, shown.Block, called, Stopwatch.GetTimestamp()));
                    }
                }
            }
            catch (NpgsqlException)
            {
                // Nothing was shown. The next read finds out whether the database is back.
            }
        }
    }

    /// <summary>Every call without an answer is sent again, with its id, until it has one.</summary>
    public async Task<int> ResolveAsync(CancellationToken cancellation)
    {
        var indefinite = calls.Where(call => call.Result is null).ToList();
        foreach (var call in indefinite)
        {
            while (call.Result is null)
            {
                await SubmitAsync(call, cancellation);
            }
        }

        return indefinite.Count;
    }

    private async Task CallAsync(Command command, CancellationToken cancellation)
    {
        var call = new Call(command, Stopwatch.GetTimestamp());
        lock (gate)
        {
            calls.Add(call);
        }

        await SubmitAsync(call, cancellation);
        if (command is PlaceHold && call.Result is { Status: Status.Accepted })
        {
            lock (gate)
            {
                holds.Add((command.Player, command.Id));
            }
        }
    }

    private async Task SubmitAsync(Call call, CancellationToken cancellation)
    {
        try
        {
            var result = await ledger.SubmitAsync(call.Command, cancellation);
            lock (gate)
            {
                (call.Result, call.ReturnedAt) = (result, Stopwatch.GetTimestamp());
            }
        }
        catch (LedgerUnavailableException)
        {
            // It may or may not have taken effect.
        }
    }

    private Command Next(Random random)
    {
        var player = players[random.Next(players.Count)];
        var cash = new AccountRef(player, AccountKind.Cash, Euro);
        var house = new AccountRef(PlayerId.Operator(0), AccountKind.House, Euro);
        var amount = Assets.Euro.FromMinor(random.Next(1, 100));
        (PlayerId Player, CommandId Hold)? hold;
        lock (gate)
        {
            hold = holds.Count > 0 ? holds[random.Next(holds.Count)] : null;
        }

        return (random.Next(10), hold) switch
        {
            ( < 3, _) => new Transfer(NewId(), player, TransferReason.Adjustment, [new Leg(house, cash, amount)]),
            ( < 6, _) => new Transfer(NewId(), player, TransferReason.Adjustment, [new Leg(cash, house, amount)]),
            ( < 8, _) or (_, null) => new PlaceHold(NewId(), player, [new Leg(cash, house, amount)], OnExpiry.None, 0),
            (8, var (scope, id)) => new PostHold(NewId(), scope, id, amount),
            (_, var (scope, id)) => new VoidHold(NewId(), scope, id),
        };
    }

    /// <summary>Balance and head in one statement, so of one moment.</summary>
    private async Task<(long Block, long Available)?> AskAsync(AccountRef account, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand("""
            select p.sequence, coalesce((
                select a.credits_posted - a.debits_posted - a.debits_pending
                from ledger.account a where a.partition = p.partition and a.owner = $1 and a.kind = $2 and a.asset = $3), 0)
            from ledger.partition p where p.partition = 0
            """);
        command.Parameters.AddWithValue(account.Owner.Value);
        command.Parameters.AddWithValue((int)account.Kind);
        command.Parameters.AddWithValue((int)account.Asset.Code);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        return await reader.ReadAsync(cancellation) ? (reader.GetInt64(0), reader.GetInt64(1)) : null;
    }

    private static CommandId NewId() => CommandId.New(TimeProvider.System);
}
