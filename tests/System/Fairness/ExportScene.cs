using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Croupier.Client;
using Croupier.Kernel.Commands;
using Croupier.Rules;
using Croupier.Rules.Dice;
using Croupier.Rules.Plinko;
using Croupier.Rules.Roulette;
using Croupier.Tests.System.Gateway;
using Croupier.Wire.Frames;
using Croupier.Wire.Mapping;
using Croupier.Wire.Player;
using Google.Protobuf;

namespace Croupier.Tests.System.Fairness;

/// <summary>A player of the real platform with a history worth an export: cash and bonus, every game of the catalogue, chains closed, empty and open.</summary>
internal sealed class ExportScene(GatewayPlayer player)
{
    // Fixed, so that the same games and choices are played each time.
    private readonly Random random = new(20_261_128);

    public GatewayPlayer Player => player;

    public static async Task<ExportScene> PlayedAsync()
    {
        var scene = new ExportScene(await GatewayPlayer.SignUpAsync());
        await scene.FundAsync(AccountKind.Cash, 5_000);
        await scene.FundAsync(AccountKind.Bonus, 150);
        await using var client = await PlayerClient.ConnectAsync(scene.Player.Options(FrameKind.Binary), scene.Player.Session, default);
        var open = await scene.OpenAsync(client);
        await scene.BetAsync(client, open, 0, GameCatalog.All[0]);
        await client.CloseChainAsync(CommandId.New(TimeProvider.System), await CommitAsync(client), default);
        var closed = await scene.OpenAsync(client);
        for (var nonce = 0; nonce < 48; nonce++)
        {
            await scene.BetAsync(client, closed, nonce, GameCatalog.All[nonce % GameCatalog.All.Count]);
        }

        await client.CloseChainAsync(CommandId.New(TimeProvider.System), closed, default);
        return scene;
    }

    public async Task<string> ExportAsync(string query = "")
    {
        using var http = await HttpAsync();
        return await http.GetStringAsync($"/api/v1/fairness/export{query}");
    }

    public async Task<HttpClient> HttpAsync()
    {
        var options = player.Options(FrameKind.Binary);
        var handler = new HttpClientHandler { ServerCertificateCustomValidationCallback = (_, certificate, _, _) => certificate!.GetCertHashString() == player.Platform.Certificate.GetCertHashString() };
        var http = new HttpClient(handler) { BaseAddress = options.Origin };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", player.Session.AccessToken);
        await Task.CompletedTask;
        return http;
    }

    private async Task FundAsync(AccountKind kind, long cents)
    {
        var house = new AccountRef(PlayerId.Operator(player.Id.Partition), AccountKind.House, Assets.Euro.Id);
        var leg = new Leg(house, new(player.Id, kind, Assets.Euro.Id), Assets.Euro.FromMinor(cents));
        var grant = new Transfer(CommandId.New(TimeProvider.System), player.Id, TransferReason.Adjustment, [leg]);
        Assert.Equal(Status.Accepted, (await player.Platform.LedgerFor(Role.Operator).SubmitAsync(grant, default)).Status);
    }

    private static async Task<ChainId> CommitAsync(PlayerClient client)
    {
        var opened = await client.OpenChainAsync(CommandId.New(TimeProvider.System), default);
        Assert.Equal(64, opened.Receipt.Signature.Length);
        Assert.True(WireBytes.TryId(opened.Chain_, out var chain));
        return new ChainId(chain);
    }

    private async Task<ChainId> OpenAsync(PlayerClient client)
    {
        var chain = await CommitAsync(client);
        var seed = new byte[16 + random.Next(17)];
        random.NextBytes(seed);
        Assert.Equal(Status.Accepted, (Status)(await client.SetClientSeedAsync(CommandId.New(TimeProvider.System), chain, seed, default)).Status);
        return chain;
    }

    private async Task BetAsync(PlayerClient client, ChainId chain, long nonce, IGame game)
    {
        var (choice, stake) = Choose(game);
        var result = await client.BetAsync(
            new Bet
            {
                Id = CommandId.New(TimeProvider.System).Value.ToBytes(),
                Game = game.Id.Name,
                RulesHash = game.RulesHash.ToBytes(),
                Chain = chain.Value.ToBytes(),
                Nonce = (ulong)nonce,
                Asset = Assets.Euro.Id.Code,
                Stake = stake.Units,
                Choice = ByteString.CopyFrom(choice),
            },
            default);
        Assert.Equal(Status.Accepted, (Status)result.Status);
    }

    private (byte[] Choice, Money Stake) Choose(IGame game)
    {
        while (true)
        {
            var choice = Choices(game);
            var stake = game.MinStake(Assets.Euro) + Assets.Euro.FromMinor(random.Next(99));
            if (game.Validate(choice, Assets.Euro, stake) == Status.Accepted)
            {
                return (choice, stake);
            }
        }
    }

    private byte[] Choices(IGame game) => game switch
    {
        DiceGame => DiceGame.Choice(random.Next(2) == 1, 100 * (1 + random.Next(98))),
        RouletteGame => RouletteGame.Choice(("red", 3), ("dozen 2", 2)),
        PlinkoGame => PlinkoGame.Choice(8 + (4 * random.Next(3)), (PlinkoRisk)random.Next(3)),
        _ => [],
    };
}
