using System.Security.Cryptography;
using Croupier.Host.Dev;
using Croupier.Kernel.Commands;
using Croupier.Kernel.Ports;
using Croupier.Rules;
using Croupier.Rules.Dice;
using Croupier.Tests.System.Ledger;

namespace Croupier.Tests.System.Peers;

/// <summary>A player of the shared platform with money and a chain that can be played.</summary>
internal sealed class PeerPlayer
{
    public const string Password = "a password of a player";

    private long nonce;

    private readonly Attestor gateway;

    private PeerPlayer(PlayerId id, string email, Attestor gateway) => (Id, Email, this.gateway) = (id, email, gateway);

    public PlayerId Id { get; }

    public string Email { get; }

    public SessionId Session { get; } = SessionId.New(TimeProvider.System);

    public ChainView Chain { get; private set; } = null!;

    private static IGame Dice => GameCatalog.All.Single(game => game.Id.Name == "dice");

    public static string NewEmail() => $"{Guid.NewGuid():N}@peers.example";

    public static async Task<PeerPlayer> NewAsync(DevPlatform platform, long cents = 100_000)
    {
        var email = NewEmail();
        var (status, id) = await platform.Identity.SignUpAsync(email, Password, default);
        Assert.Equal(Status.Accepted, status);
        var player = new PeerPlayer(id!.Value, email, platform.Attestor);
        if (cents > 0)
        {
            var house = new AccountRef(PlayerId.Operator(player.Id.Partition), AccountKind.House, Assets.Euro.Id);
            var cash = new AccountRef(player.Id, AccountKind.Cash, Assets.Euro.Id);
            var grant = new Transfer(LedgerTraffic.NewId(), player.Id, TransferReason.Adjustment, [new Leg(house, cash, Assets.Euro.FromMinor(cents))]);
            Assert.Equal(Status.Accepted, (await platform.LedgerFor(Role.Operator).SubmitAsync(grant, default)).Status);
        }

        player.Chain = await player.OpenChainAsync(platform.Fairness);
        return player;
    }

    /// <summary>Another chain that can be played.</summary>
    public async Task<ChainView> OpenChainAsync(IFairness fairness)
    {
        var (opened, chain) = await fairness.OpenChainAsync(LedgerTraffic.NewId(), Id, Session, default);
        Assert.Equal(Status.Accepted, opened);
        var (set, ready) = await fairness.SetClientSeedAsync(LedgerTraffic.NewId(), Id, chain!.Chain, RandomNumberGenerator.GetBytes(16), default);
        Assert.Equal(Status.Accepted, set);
        return ready!;
    }

    /// <summary>The next bet of dice on the player's chain.</summary>
    public PlayRequest Bet(long cents = 10, ChainView? on = null, long? at = null) => gateway.Attest(new PlayRequest(
        LedgerTraffic.NewId(),
        Id,
        Session,
        Dice.Id,
        Dice.RulesHash,
        (on ?? Chain).Chain,
        at ?? Interlocked.Increment(ref nonce) - 1,
        DiceGame.Choice(over: true, 5_000),
        Assets.Euro.Id,
        Assets.Euro.FromMinor(cents)));
}
