using Croupier.Kernel;
using Croupier.Kernel.Commands;

namespace Croupier.Bench.Ledger;

/// <summary>
/// Whole rounds of one game by 5,000 players, stake and payout each a transfer, every other one won, and a contribution to a jackpot of every one. With limits each
/// player has four, none of which is ever reached.
/// </summary>
internal sealed class RoundGenerator : CommandGenerator
{
    private const int Players = 5_000;
    private const long RoundsPerChain = 9_999;

    private static readonly Caller Games = new(Role.Games, 1);
    private static readonly Caller Fairness = new(Role.Fairness, 1);
    private static readonly GameId Dice = new("dice");
    private static readonly Hash256 Rules = Hash256.Of("rules"u8);
    private static readonly byte[] ClientSeed = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16];
    private static readonly byte[] Choice = [0, 49, 50, 1];
    private static readonly byte[] Outcome = [0, 0, 27, 16];
    private static readonly Contribution[] Contributions = [new(AccountKind.Jackpot, 1, new Money(100))];

    private readonly bool limits;
    private readonly PlayerId[] players;
    private readonly SessionId[] sessions;
    private readonly ChainId[] chains;
    private readonly long[] nonces = new long[Players];

    public RoundGenerator(bool limits)
    {
        this.limits = limits;
        players = NewPlayers(Players);
        sessions = [.. players.Select(_ => new SessionId(NewId()))];
        chains = [.. players.Select(_ => new ChainId(NewId()))];
    }

    protected override IEnumerable<(Caller Caller, Command Command)> SetUpCommands()
    {
        yield return (Ledger, TickNow());
        yield return (Operator, new RegisterGame(
            NewCommand(), Scope, Dice, Rules, true, Euro, Assets.Euro.FromMinor(1), Assets.Euro.FromMinor(100_000), 19_800));
        for (var i = 0; i < Players; i++)
        {
            foreach (var command in Open(players[i], 0).Concat(Limits(players[i])))
            {
                yield return command;
            }

            yield return (Fairness, new OpenChain(NewCommand(), players[i], chains[i], sessions[i], Hash256.Of("seed"u8)));
            yield return (Fairness, new SetClientSeed(NewCommand(), players[i], chains[i], ClientSeed));
        }
    }

    protected override (Caller Caller, Command Command) Next(int index)
    {
        var i = Random.Next(Players);
        if (nonces[i] >= RoundsPerChain)
        {
            throw new InvalidOperationException($"a chain takes {RoundsPerChain} rounds: measure for a shorter time");
        }

        var stake = Assets.Euro.FromMinor(Random.Next(1, 100));
        return (Games, new PlayRound(
            NewCommand(),
            players[i],
            sessions[i],
            Dice,
            Rules,
            chains[i],
            nonces[i]++,
            ClientSeed,
            Choice,
            Euro,
            stake,
            SourceOrder.CashOnly,
            1,
            Outcome,
            (index & 1) == 0 ? new Money(stake.Units * 198 / 100) : default,
            Contributions));
    }

    private IEnumerable<(Caller Caller, Command Command)> Limits(PlayerId player)
    {
        if (limits)
        {
            (LimitMeasure, LimitWindow)[] four =
            [
                (LimitMeasure.StakePerRound, LimitWindow.None), (LimitMeasure.Wagered, LimitWindow.Rolling24h), (LimitMeasure.NetLoss, LimitWindow.Month), (LimitMeasure.Deposited, LimitWindow.Rolling7d),
            ];
            foreach (var (measure, window) in four)
            {
                yield return (Operator, new SetLimit(NewCommand(), player, measure, window, Euro, Assets.Euro.FromMinor(100_000_000).Units));
            }
        }
    }
}
