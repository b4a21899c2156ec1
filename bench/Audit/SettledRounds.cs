using System.Security.Cryptography;
using Croupier.Kernel;
using Croupier.Kernel.Blocks;
using Croupier.Kernel.Commands;
using Croupier.Kernel.Ports;
using Croupier.Rules;
using Croupier.Rules.Dice;
using Croupier.Rules.Plinko;
using Croupier.Rules.Roulette;

namespace Croupier.Bench.Audit;

/// <summary>Honest rounds of some games over many chains, as blocks, with the chains' seeds.</summary>
internal sealed class SettledRounds : IAuditSeeds
{
    private readonly IReadOnlyList<IGame> games;
    private readonly List<(PlayerId Player, ChainId Chain, byte[] ServerSeed, byte[] ClientSeed)> chains = [];
    private readonly Dictionary<ChainId, byte[]> seeds = [];
    private readonly CommandResult accepted = new(Status.Accepted);
    private long made;

    public SettledRounds(IReadOnlyList<IGame> games, int count)
    {
        this.games = games;
        for (var i = 0; i < count; i++)
        {
            var chain = (PlayerId.New(TimeProvider.System, 0), ChainId.New(TimeProvider.System), RandomNumberGenerator.GetBytes(32), RandomNumberGenerator.GetBytes(32));
            chains.Add(chain);
            seeds[chain.Item2] = chain.Item3;
        }
    }

    public Task<(Status Status, ActiveSeeds? Seeds)> SeedsOfAsync(PlayerId player, ChainId chain, CancellationToken cancellation) =>
        Task.FromResult((Status.Accepted, (ActiveSeeds?)new ActiveSeeds([.. seeds[chain]], [])));

    public Block Block(long sequence, int rounds)
    {
        var entries = Enumerable.Range(0, rounds).Select(_ => new BlockEntry(new Caller(Role.Games, 1), Round(), accepted)).ToList();
        var header = BlockHeader.Genesis(0) with { Sequence = sequence, EntryCount = rounds };
        return new Block(header, header.ComputeHash(), entries);
    }

    private PlayRound Round()
    {
        var (player, chain, serverSeed, clientSeed) = chains[(int)(made % chains.Count)];
        var game = games[(int)(made % games.Count)];
        var nonce = made++ / chains.Count;
        var (choice, stake) = (Choice(game), game.MinStake(Assets.Euro) + Assets.Euro.FromMinor(100));
        var outcome = game.Draw(RoundStream.Open(serverSeed, clientSeed, chain, nonce, game.Id, game.RulesHash));
        return new PlayRound(
            new CommandId(Guid.Empty), player, default, game.Id, game.RulesHash, chain, nonce, clientSeed, choice, Assets.Euro.Id, stake, SourceOrder.CashOnly, 1, outcome,
            game.Evaluate(outcome, choice, Assets.Euro, stake), []);
    }

    private static byte[] Choice(IGame game) => game switch
    {
        DiceGame => DiceGame.Choice(over: true, 5_000),
        RouletteGame => RouletteGame.Choice(("red", 1)),
        PlinkoGame => PlinkoGame.Choice(16, PlinkoRisk.High),
        _ => [],
    };
}
