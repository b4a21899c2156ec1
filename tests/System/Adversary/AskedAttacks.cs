using System.Security.Cryptography;
using Croupier.Kernel.Commands;
using Croupier.Kernel.Ports;
using Croupier.Tests.System.Games;

namespace Croupier.Tests.System.Adversary;

/// <summary>
/// What a compromised process of games may try with the one thing that it can't make: a gateway's word. It has its own key, the log, the seeds of active chains and every
/// request that passed through it. Each row takes no money, no nonce and no id.
/// </summary>
internal static class AskedAttacks
{
    public static IReadOnlyList<Attack> All { get; } =
    [
        Alone("a round that nobody asked for", (_, r) => (r, null)),
        Alone("a round by another player that nobody asked for", (s, r) => (r with { Player = s.Other.Id, Chain = s.OthersChain.Chain, ClientSeed = s.OthersChain.ClientSeed, Nonce = 0 }, null)),

        Moved("another stake", (_, r) => r with { Stake = r.Stake + r.Stake }),
        Moved("a smaller stake", (_, r) => r with { Stake = Assets.Euro.FromMinor(50) }),
        Moved("another choice", (_, r) => r with { Choice = new byte[r.Choice.Length] }),
        Moved("the next nonce", (_, r) => r with { Nonce = r.Nonce + 1 }),
        Moved("another chain", (s, r) => r with { Chain = s.BareChain.Chain }),
        Moved("another session", (s, r) => r with { Session = s.Other.Session }),
        Moved("other rules", (_, r) => r with { RulesHash = TestPlayer.Slot.RulesHash }),
        Moved("another game", (_, r) => r with { Game = TestPlayer.Slot.Id }),
        Moved("another asset", (_, r) => r with { Asset = Assets.PoundSterling.Id }),
        Moved("another id", (_, r) => r with { Id = GamesFixture.NewId() }),
        Moved("another player", (s, r) => r with { Player = s.Other.Id, Chain = s.OthersChain.Chain, ClientSeed = s.OthersChain.ClientSeed }),

        Alone("the word for the round before", (s, r) => (r, s.Platform.Attestor.WordFor(s.FirstRound.Stored!.Command))),
        Alone("the word for a withdrawal", (s, r) => (r, s.Platform.Attestor.AttestWithdrawal(r.Id, r.Player, r.Asset, r.Stake))),
        Alone("games' own key", (s, r) => (r, new Attestor(1, TestKeys.Version, s.Platform.Keys.KeyOf(new Caller(Role.Games, 3))).WordFor(r))),
        Alone("games' own number and key", (s, r) => (r, new Attestor(3, TestKeys.Version, s.Platform.Keys.KeyOf(new Caller(Role.Games, 3))).WordFor(r))),
        Alone("a key of its own", (_, r) => (r, new Attestor(1, TestKeys.Version, RandomNumberGenerator.GetBytes(32)).WordFor(r))),
        Alone("another gateway's number", (s, r) => (r, s.Platform.Attestor.WordFor(r)!.Value with { Gateway = 2 })),
        Alone("another key version", (s, r) => (r, s.Platform.Attestor.WordFor(r)!.Value with { KeyVersion = 2 })),
        Alone("a word of nothing", (_, r) => (r, default(Attestation))),
        .. Enumerable.Range(0, 8).Select(i => Alone($"a bit of the tag's part {i} flipped", (s, r) => (r, Flipped(s.Platform.Attestor.WordFor(r)!.Value, i)))),
    ];

    private static Attack Moved(string name, Func<Scene, PlayRound, PlayRound> change) =>
        Alone($"a real request with {name}", (s, r) => (change(s, r), s.Platform.Attestor.WordFor(r)));

    private static Attack Alone(string name, Func<Scene, PlayRound, (PlayRound Round, Attestation? Word)> make) => new($"games' key: {name}", Status.NotAttested, async s =>
    {
        var (round, word) = make(s, s.Round());
        var told = await s.GamesKey.SubmitAsync(round, word, CancellationToken.None);

        // Who gave it is told of what it gave, and the id is free: its player's own request would still be played.
        Assert.Equal((round.Id, round.Player, CommandKind.PlayRound), (told.Id, told.Player, told.Command.Kind));
        var taken = (await s.Platform.EntriesAsync()).Any(e => e.Command.Id == round.Id && e.Command.Player == round.Player);
        Assert.False(taken, $"{name} took the id");
        return told.Status;
    });

    private static Attestation Flipped(Attestation word, int part)
    {
        var tag = word.Tag.ToArray();
        tag[part * 4] ^= (byte)(1 << part);
        return word with { Tag = new Hash256(tag) };
    }
}
