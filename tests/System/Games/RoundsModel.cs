using Croupier.Kernel.Blocks;
using Croupier.Kernel.Commands;

namespace Croupier.Tests.System.Games;

/// <summary>
/// A naive ledger of cash and chains: takes the blocks in order and predicts each status and balance from what came before. It knows nothing of the real one's
/// structure, so that where the two differ one of them is wrong.
/// </summary>
internal sealed class RoundsModel
{
    private readonly Dictionary<(PlayerId, CommandId), Hash256> requests = [];
    private readonly Dictionary<ChainId, Chain> chains = [];
    private readonly Dictionary<(GameId, Hash256), RegisterGame> games = [];
    private readonly Dictionary<PlayerId, Money> cash = [];

    public Dictionary<Status, int> Rounds { get; } = [];

    public Money CashOf(PlayerId player) => cash.GetValueOrDefault(player);

    public long NextNonce(ChainId chain) => chains[chain].NextNonce;

    public void Take(Block block)
    {
        for (var i = 0; i < block.Entries.Count; i++)
        {
            Take(block.Entries[i], $"block {block.Header.Sequence}, entry {i}");
        }
    }

    private void Take(BlockEntry entry, string place)
    {
        var command = entry.Command;
        var request = command.RequestHash();
        if (requests.TryGetValue((command.Player, command.Id), out var earlier))
        {
            Assert.True(earlier != request, $"{place}: a command took effect twice");
            Expect(Status.Conflict, entry, place);
            return;
        }

        requests.Add((command.Player, command.Id), request);
        switch (command)
        {
            case Transfer transfer when entry.Result.IsAccepted:
                transfer.Legs.ToList().ForEach(Move);
                break;
            case RegisterGame game when entry.Result.IsAccepted:
                games[(game.Game, game.RulesHash)] = game;
                break;
            case OpenChain open:
                Expect(Status.Accepted, entry, place);
                chains.Add(open.Chain, new Chain { Player = open.Player });
                break;
            case SetClientSeed set:
                Expect(chains[set.Chain].ClientSeed is null ? Status.Accepted : Status.ClientSeedAlreadySet, entry, place);
                chains[set.Chain].ClientSeed ??= set.ClientSeed.ToArray();
                break;
            case CloseChain close:
                Expect(chains[close.Chain].Closed ? Status.ChainClosed : Status.Accepted, entry, place);
                chains[close.Chain].Closed = true;
                break;
            case PlayRound round:
                Play(round, entry, place);
                break;
        }
    }

    private void Play(PlayRound round, BlockEntry entry, string place)
    {
        var expected = Judge(round);
        Expect(expected, entry, place);
        Rounds[expected] = Rounds.GetValueOrDefault(expected) + 1;
        if (expected != Status.Accepted)
        {
            return;
        }

        chains[round.Chain].NextNonce++;
        cash[round.Player] = CashOf(round.Player) - round.Stake + round.Payout;
        Assert.True(entry.Result.CashAfter == CashOf(round.Player), $"{place}: cash {entry.Result.CashAfter}, the model has {CashOf(round.Player)}");
        Assert.True(entry.Result.PayoutCash == round.Payout, $"{place}: payout {entry.Result.PayoutCash}, the command has {round.Payout}");
    }

    private Status Judge(PlayRound round)
    {
        if (!chains.TryGetValue(round.Chain, out var chain))
        {
            return Status.UnknownChain;
        }

        var game = games[(round.Game, round.RulesHash)];
        return chain.Player != round.Player ? Status.ChainOfAnother
            : chain.Closed ? Status.ChainClosed
            : chain.ClientSeed is null ? Status.ClientSeedMissing
            : !chain.ClientSeed.AsSpan().SequenceEqual(round.ClientSeed.Span) ? Status.ClientSeedMismatch
            : round.Nonce < chain.NextNonce ? Status.NonceOld
            : round.Nonce > chain.NextNonce ? Status.NonceAhead
            : round.Stake < game.MinStake ? Status.StakeBelowMinimum
            : round.Stake > game.MaxStake ? Status.StakeAboveMaximum
            : round.Stake > CashOf(round.Player) ? Status.InsufficientFunds
            : Status.Accepted;
    }

    private void Move(Leg leg)
    {
        if (leg.Debit.Kind == AccountKind.Cash)
        {
            cash[leg.Debit.Owner] = CashOf(leg.Debit.Owner) - leg.Amount;
        }

        if (leg.Credit.Kind == AccountKind.Cash)
        {
            cash[leg.Credit.Owner] = CashOf(leg.Credit.Owner) + leg.Amount;
        }
    }

    private static void Expect(Status expected, BlockEntry entry, string place) =>
        Assert.True(expected == entry.Result.Status, $"{place}, {entry.Command.Kind}: {entry.Result.Status}, the model predicts {expected}");

    private sealed class Chain
    {
        public required PlayerId Player { get; init; }

        public byte[]? ClientSeed { get; set; }

        public bool Closed { get; set; }

        public long NextNonce { get; set; }
    }
}
