using Croupier.Kernel.Commands;
using Croupier.Kernel.Ports;
using Croupier.Platform.Ledger.Client;
using Croupier.Tests.System.Games;

namespace Croupier.Tests.System.Adversary;

/// <summary>What an attacker finds: a player in the middle of a chain, another player with money, a closed chain, and the keys of processes that are taken over.</summary>
internal sealed class Scene
{
    private long nonce;

    private Scene(GamesFixture platform, TestPlayer player, TestPlayer other) => (Platform, Player, Other) = (platform, player, other);

    public GamesFixture Platform { get; }

    public TestPlayer Player { get; }

    public TestPlayer Other { get; }

    /// <summary>The player's open chain.</summary>
    public required ChainView Chain { get; init; }

    public required ChainView ClosedChain { get; init; }

    /// <summary>The player's, without a client seed.</summary>
    public required ChainView BareChain { get; init; }

    public required ChainView OthersChain { get; init; }

    /// <summary>Has half a euro.</summary>
    public required TestPlayer Poor { get; init; }

    public required ChainView PoorsChain { get; init; }

    /// <summary>Commands in the name of games, on the log directly.</summary>
    public required LedgerClient GamesKey { get; init; }

    public required LedgerClient WalletKey { get; init; }

    public required LedgerClient OperatorKey { get; init; }

    public required PlayReply FirstRound { get; init; }

    /// <summary>The nonce that the next honest bet has.</summary>
    public long Nonce => nonce;

    public static async Task<Scene> SetAsync(GamesFixture platform)
    {
        var (player, other) = (await platform.NewPlayerAsync(cents: 1_000_000), await platform.NewPlayerAsync(cents: 50_000));
        var poor = await platform.NewPlayerAsync(cents: 50);
        var closed = await player.OpenChainAsync();
        await player.CloseAsync(closed.Chain);
        var chain = await player.OpenChainAsync();
        return new Scene(platform, player, other)
        {
            Chain = chain,
            ClosedChain = closed,
            BareChain = await player.CommitAsync(),
            OthersChain = await other.OpenChainAsync(),
            Poor = poor,
            PoorsChain = await poor.OpenChainAsync(),
            GamesKey = platform.ClientOf(Role.Games, 3),
            WalletKey = platform.ClientOf(Role.Wallet, 3),
            OperatorKey = platform.ClientOf(Role.Operator, 3),
            FirstRound = await player.PlayAsync(player.Bet(chain.Chain, 0)),
            nonce = 1,
        };
    }

    public PlayRequest Bet(long cents = 100) => Player.Bet(Chain.Chain, Nonce, cents);

    /// <summary>A round as games would put it on the log, to be changed by the attacker.</summary>
    public PlayRound Round()
    {
        var bet = Bet();
        return new PlayRound(
            bet.Id,
            bet.Player,
            bet.Session,
            bet.Game,
            bet.RulesHash,
            bet.Chain,
            bet.Nonce,
            Chain.ClientSeed,
            bet.Choice,
            bet.Asset,
            bet.Stake,
            SourceOrder.BonusThenCash,
            1,
            new byte[] { 0, 0 },
            Money.Zero,
            []);
    }

    public static AccountRef CashOf(TestPlayer of) => new(of.Id, AccountKind.Cash, Assets.Euro.Id);

    public static AccountRef House() => new(PlayerId.Operator(GamesFixture.Partition), AccountKind.House, Assets.Euro.Id);

    public async Task<Status> PlayAsync(PlayRequest bet) => (await Player.PlayAsync(bet)).Status;

    public static async Task<Status> SubmitAsync(LedgerClient key, Command command) => (await key.SubmitAsync(command, CancellationToken.None)).Status;

    /// <summary>What its player asked for, as the gateway attests it.</summary>
    public async Task<Status> SubmitAskedAsync(LedgerClient key, Command command) =>
        (await key.SubmitAsync(command, Platform.Attestor.WordFor(command), CancellationToken.None)).Status;

    /// <summary>An honest bet of the next nonce is accepted: the partition serves, and nothing has taken the nonce.</summary>
    public async Task<Status> PlayNextAsync()
    {
        var status = await PlayAsync(Bet());
        nonce++;
        return status;
    }
}
