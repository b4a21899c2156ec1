using System.Security.Cryptography;
using Croupier.Kernel.Ports;
using Croupier.Rules;
using Croupier.Rules.Dice;

namespace Croupier.Tests.System.Games;

/// <summary>A player with a session, as the gateway would speak for one. It makes its own client seeds.</summary>
internal sealed class TestPlayer(GamesFixture platform, PlayerId id)
{
    public PlayerId Id => id;

    public SessionId Session { get; } = SessionId.New(TimeProvider.System);

    public static IGame Dice => GameCatalog.All.Single(g => g.Id.Name == "dice");

    public static IGame Slot => GameCatalog.All.First(g => g.Id.Name != "dice");

    /// <summary>A chain that can be played: committed, then given the client's seed.</summary>
    public async Task<ChainView> OpenChainAsync()
    {
        var chain = await CommitAsync();
        var (status, ready) = await platform.Fairness.SetClientSeedAsync(
            GamesFixture.NewId(), id, chain.Chain, RandomNumberGenerator.GetBytes(16), CancellationToken.None);
        Assert.Equal(Status.Accepted, status);
        Assert.Null(ready!.ServerSeed);
        return ready;
    }

    /// <summary>A chain that has no client seed yet.</summary>
    public async Task<ChainView> CommitAsync()
    {
        var (status, chain) = await platform.Fairness.OpenChainAsync(GamesFixture.NewId(), id, Session, CancellationToken.None);
        Assert.Equal(Status.Accepted, status);
        return chain!;
    }

    public async Task<ChainView> CloseAsync(ChainId chain)
    {
        var (status, closed) = await platform.Fairness.CloseChainAsync(GamesFixture.NewId(), id, chain, CancellationToken.None);
        Assert.Equal(Status.Accepted, status);
        return closed!;
    }

    /// <summary>A bet of dice at 50 %, or of the slot.</summary>
    public PlayRequest Bet(ChainId chain, long nonce, long cents = 100, IGame? game = null)
    {
        game ??= Dice;
        byte[] choice = game.Id == Dice.Id ? DiceGame.Choice(over: true, 5_000) : [];
        return new PlayRequest(
            GamesFixture.NewId(), id, Session, game.Id, game.RulesHash, chain, nonce, choice, Assets.Euro.Id, Assets.Euro.FromMinor(cents));
    }

    public Task<PlayReply> PlayAsync(PlayRequest bet) => platform.Games.PlayAsync(platform.Attestor.Attest(bet), CancellationToken.None);

    public Task<PlayReply> PlayElsewhereAsync(PlayRequest bet) => platform.OtherGames.PlayAsync(platform.Attestor.Attest(bet), CancellationToken.None);
}
