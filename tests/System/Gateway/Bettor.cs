using System.Security.Cryptography;
using Croupier.Client;
using Croupier.Rules;
using Croupier.Wire.Mapping;
using Croupier.Wire.Player;
using Google.Protobuf;

namespace Croupier.Tests.System.Gateway;

/// <summary>Bets one cent after the other on a chain of its own, one at a time. Each result must be the next of the chain, and accepted.</summary>
internal sealed class Bettor
{
    private static readonly ByteString Choice = ByteString.CopyFrom(1, 0x13, 0x88);
    private static readonly ByteString Rules = GameCatalog.All.Single(g => g.Id.Name == "dice").RulesHash.ToBytes();

    private readonly PlayerClient client;
    private readonly ByteString chain;

    private Bettor(PlayerClient client, ByteString chain) => (this.client, this.chain) = (client, chain);

    /// <summary>Every settled round, in the order of the chain.</summary>
    public List<RoundResult> Settled { get; } = [];

    public static async Task<Bettor> StartAsync(PlayerClient client)
    {
        var chain = (await client.OpenChainAsync(CommandId.New(TimeProvider.System), default)).Chain_;
        await client.SetClientSeedAsync(CommandId.New(TimeProvider.System), new ChainId(new Guid(chain.Span, bigEndian: true)), RandomNumberGenerator.GetBytes(16), default);
        return new Bettor(client, chain);
    }

    public Bet Next() => new()
    {
        Id = Guid.CreateVersion7().ToBytes(), Game = "dice", RulesHash = Rules, Chain = chain, Nonce = (ulong)Settled.Count,
        Asset = Assets.Euro.Id.Code, Stake = Assets.Euro.FromMinor(10).Units, Choice = Choice,
    };

    public async Task BetAsync() => Take(await client.BetAsync(Next(), default));

    /// <summary>The server's answer to this very try.</summary>
    public Task<ServerFrame> AskAsync(Bet bet) => client.AskAsync(new ClientFrame { Bet = bet }, default);

    public void Take(RoundResult round)
    {
        Assert.Equal(Status.Accepted, (Status)round.Status);
        Assert.Equal((ulong)Settled.Count, round.Nonce);
        if (Settled.Count > 0)
        {
            Assert.True((round.Block, round.Entry).CompareTo((Settled[^1].Block, Settled[^1].Entry)) > 0, "rounds of a chain are committed in its order");
        }

        Settled.Add(round);
    }
}
