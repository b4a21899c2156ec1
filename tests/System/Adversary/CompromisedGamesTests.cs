using Croupier.Kernel.Commands;
using Croupier.Kernel.Ports;
using Croupier.Platform.Ledger;
using Croupier.Platform.Ledger.Client;
using Croupier.Tests.System.Games;

namespace Croupier.Tests.System.Adversary;

/// <summary>
/// Whoever holds games' own credentials, its producer key, its way to the log and the seeds of active chains, gets nothing but the rounds that players asked for, each once.
/// </summary>
public sealed class CompromisedGamesTests
{
    private static readonly Caller Attacker = new(Role.Games, 3);

    [PostgresFact]
    public async Task A_request_that_an_honest_instance_plays_can_be_repeated_by_a_lying_one_as_often_as_it_likes()
    {
        await using var platform = await GamesFixture.StartAsync();
        var scene = await Scene.SetAsync(platform);
        var asked = platform.Attestor.Attest(scene.Bet());
        var reply = await platform.Games.PlayAsync(asked, CancellationToken.None);
        var round = (PlayRound)reply.Stored!.Command;
        var accounts = await platform.AccountsAsync();

        // The same request in batches of its own, many times in one batch, with a better outcome, and by another instance: the stored result, and nothing else.
        var better = round with { Payout = round.Stake + round.Stake, Outcome = new byte[] { 9, 9 } };
        var copies = Enumerable.Range(0, 50).Select(i => new AttestedCommand(i % 2 == 0 ? round : better, asked.Attestation)).ToList();
        for (var i = 0; i < 5; i++)
        {
            await AppendAsync(platform, copies);
        }

        Assert.Equal(reply.Stored.BlockSequence, (await scene.GamesKey.SubmitAsync(better, asked.Attestation, CancellationToken.None)).BlockSequence);
        Assert.Equal(accounts, await platform.AccountsAsync());
        Assert.Single(await platform.EntriesAsync(), e => e.Command.Id == round.Id && e.Command.Player == round.Player);
        await ExpectVerifiedAsync(platform);
    }

    [PostgresFact]
    public async Task An_id_that_a_lying_instance_tries_to_use_up_is_still_played_by_an_honest_one()
    {
        await using var platform = await GamesFixture.StartAsync();
        var scene = await Scene.SetAsync(platform);
        var asked = platform.Attestor.Attest(scene.Bet());
        var round = scene.Round() with { Id = asked.Id };
        var bytes = CommandCodec.ToArray(round);
        AttestedCommand[] burning =
        [
            new(round, null),
            new(round with { Stake = round.Stake + round.Stake }, asked.Attestation),
            new(new CloseChain(asked.Id, asked.Player, asked.Chain), asked.Attestation),
            new(new Transfer(asked.Id, asked.Player, TransferReason.Adjustment, [new Leg(Scene.House(), Scene.CashOf(scene.Player), asked.Stake)]), null),
            new(Unreadable.From(bytes.AsSpan(0, bytes.Length - 1)), asked.Attestation),
            new(Unreadable.From([0, .. bytes[1..]]), null),
            new(Unreadable.From([251, .. bytes[1..]]), null),
            new(Unreadable.From([.. bytes, .. new byte[CommandCodec.MaxBytes]]), null),
            new(SetAside.Of(GamesFixture.Partition, Status.NotAttested, bytes) with { Id = asked.Id, Player = asked.Player }, null),
            new(SetAside.Of(GamesFixture.Partition, Status.NotAttested, bytes), null),
        ];
        await AppendAsync(platform, burning);

        var reply = await platform.Games.PlayAsync(asked, CancellationToken.None);

        Assert.Equal(Status.Accepted, reply.Status);
        var aside = (await platform.EntriesAsync()).Where(e => e.Caller == Attacker && e.Command is SetAside).Select(e => e.Result.Status).ToList();
        Assert.Equal(
            [
                Status.NotAttested, Status.NotAttested, Status.NotPermitted, Status.NotPermitted, Status.MalformedCommand, Status.MalformedCommand, Status.UnknownCommand,
                Status.CommandTooLarge, Status.NotPermitted, Status.NotPermitted,
            ],
            aside);
        await ExpectVerifiedAsync(platform);
    }

    [PostgresFact]
    public async Task An_attested_round_within_other_commands_is_no_round()
    {
        await using var platform = await GamesFixture.StartAsync();
        var scene = await Scene.SetAsync(platform);
        var before = await platform.AccountsAsync();
        var (id, player) = (GamesFixture.NewId(), scene.Player.Id);
        var round = scene.Round() with { Id = id.Derive(player, 1) };
        var linked = new Linked(id, player, [round, new VoidHold(id.Derive(player, 2), player, id)]);

        // Bytes of a chain that contains a round are bytes that no command has, whoever sends them.
        Assert.IsType<Unreadable>(CommandCodec.Read(CommandCodec.ToArray(linked)));
        await AppendAsync(platform, [new AttestedCommand(Unreadable.From(CommandCodec.ToArray(linked)), platform.Attestor.WordFor(round))]);
        Assert.Equal(Status.Accepted, await scene.PlayNextAsync());

        var entry = Assert.Single(await platform.EntriesAsync(), e => e.Caller == Attacker);
        Assert.Equal(Status.MalformedCommand, entry.Result.Status);
        Assert.DoesNotContain(await platform.EntriesAsync(), e => e.Command.Id == round.Id);
        Assert.NotEqual(before, await platform.AccountsAsync());
        await ExpectVerifiedAsync(platform);
    }

    [PostgresFact]
    public async Task Nobody_withdraws_for_a_player_without_the_gateways_word()
    {
        await using var platform = await GamesFixture.StartAsync();
        var scene = await Scene.SetAsync(platform);
        var before = await platform.AccountsAsync();
        var asked = new RequestWithdrawal(GamesFixture.NewId(), scene.Player.Id, Assets.Euro.Id, Assets.Euro.FromMinor(100), 1);
        var word = platform.Attestor.WordFor(asked);

        Assert.Equal(Status.NotAttested, await SubmitAsync(scene.WalletKey, asked, null));
        Assert.Equal(Status.NotAttested, await SubmitAsync(scene.WalletKey, asked with { Amount = Assets.Euro.FromMinor(101) }, word));
        Assert.Equal(Status.NotAttested, await SubmitAsync(scene.WalletKey, asked with { Player = scene.Other.Id }, word));
        Assert.Equal(Status.NotPermitted, await SubmitAsync(scene.GamesKey, asked, word));
        Assert.Equal(before, await platform.AccountsAsync());
        Assert.Equal(Status.Accepted, await SubmitAsync(scene.WalletKey, asked, word));
        await ExpectVerifiedAsync(platform);
    }

    /// <summary>Everything at once, over and over, while players play: in the end the book holds the players' own rounds and nothing else.</summary>
    [PostgresFact]
    public async Task Under_a_flood_of_forgeries_the_book_holds_the_rounds_that_were_asked_for_and_no_other()
    {
        await using var platform = await GamesFixture.StartAsync();
        var scene = await Scene.SetAsync(platform);
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        var asked = new List<PlayRequest>();
        for (var i = 0; i < 40; i++)
        {
            var forgeries = Enumerable.Range(0, 20).Select(_ => Forge(scene, random, asked)).ToList();
            await AppendAsync(platform, forgeries);
            var bet = platform.Attestor.Attest(scene.Player.Bet(scene.Chain.Chain, i + 1));
            asked.Add(bet);
            Assert.Equal(Status.Accepted, (await platform.Games.PlayAsync(bet, CancellationToken.None)).Status);
        }

        var model = new RoundsModel();
        (await platform.BlocksAsync()).ToList().ForEach(model.Take);
        var played = (await platform.EntriesAsync()).Where(e => e.Command is PlayRound && e.Result.IsAccepted).Select(e => e.Command.Id).ToList();
        Assert.True(asked.Select(a => a.Id).Prepend(scene.FirstRound.Stored!.Id).SequenceEqual(played), $"random seed {seed}");
        Assert.Equal(model.CashOf(scene.Player.Id), await platform.CashAsync(scene.Player.Id));
        Assert.Equal(model.CashOf(scene.Other.Id), await platform.CashAsync(scene.Other.Id));
        await ExpectVerifiedAsync(platform);
    }

    private static AttestedCommand Forge(Scene scene, Random random, List<PlayRequest> asked)
    {
        var round = scene.Round() with { Nonce = random.Next(50) };
        var stolen = asked.Count == 0 ? null : asked[random.Next(asked.Count)].Attestation;
        return random.Next(6) switch
        {
            0 => new AttestedCommand(round, null),
            1 => new AttestedCommand(round, stolen),
            2 => new AttestedCommand(round with { Player = scene.Other.Id }, stolen),
            3 when asked.Count > 0 => new AttestedCommand(round with { Id = asked[^1].Id, Payout = round.Stake }, asked[^1].Attestation),
            4 => new AttestedCommand(new RequestWithdrawal(round.Id, round.Player, round.Asset, round.Stake, 1), stolen),
            _ => new AttestedCommand(round, new Attestation(1, 1, new Hash256((ulong)random.NextInt64(), 2, 3, 4))),
        };
    }

    private static async Task<Status> SubmitAsync(LedgerClient key, Command command, Attestation? word) => (await key.SubmitAsync(command, word, CancellationToken.None)).Status;

    private static Task AppendAsync(GamesFixture platform, IReadOnlyList<AttestedCommand> commands) => platform.Log.AppendAsync(
        GamesFixture.Partition, CommandBatch.Seal(GamesFixture.Partition, Attacker, TestKeys.Version, platform.Keys.KeyOf(Attacker), commands), CancellationToken.None);

    private static async Task ExpectVerifiedAsync(GamesFixture platform)
    {
        await using var output = new StringWriter();
        var code = await LedgerVerification.RunAsync(platform.Database.DataSource, null, null, output, CancellationToken.None, null);
        Assert.True(code == ExitCode.Ok, output.ToString());
    }
}
