using Croupier.Tests.System.Games;

namespace Croupier.Tests.System.Adversary;

/// <summary>Every row of the tables on real parts: its status, no effect on any account, the nonce still free, the partition still serving.</summary>
public sealed class AttackTests
{
    [PostgresFact]
    public Task What_a_player_may_try_gets_its_status_and_has_no_effect() => TryAsync(PlayerAttacks.All);

    [PostgresFact]
    public Task Games_own_key_gets_nothing_but_rounds_within_the_registry() => TryAsync(KeyAttacks.OfGames);

    [PostgresFact]
    public Task Games_own_key_gets_no_round_that_its_player_did_not_ask_for() => TryAsync(AskedAttacks.All);

    [PostgresFact]
    [Trait("Requirement", "M3")]
    public Task No_key_pays_one_player_from_another_or_does_the_work_of_another_role() => TryAsync(KeyAttacks.OfOthers);

    private static async Task TryAsync(IReadOnlyList<Attack> attacks)
    {
        await using var platform = await GamesFixture.StartAsync();
        var scene = await Scene.SetAsync(platform);
        var wrong = new List<string>();
        foreach (var attack in attacks)
        {
            var before = await platform.AccountsAsync();
            var status = await attack.Try(scene);
            if (status != attack.Expected)
            {
                wrong.Add($"{attack.Name}: {status} instead of {attack.Expected}");
            }

            if (await platform.AccountsAsync() != before)
            {
                wrong.Add($"{attack.Name}: money moved");
            }

            if (await scene.PlayNextAsync() is not Status.Accepted and var next)
            {
                wrong.Add($"{attack.Name}: the next honest bet is answered {next}");
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }
}
