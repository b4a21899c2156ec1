using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Croupier.Kernel.Commands;
using Croupier.Kernel.Ports;
using Croupier.Tests.System.Games;

namespace Croupier.Tests.System.Adversary;

/// <summary>No seed that was not revealed stands anywhere: no table of any schema, no log line at trace level, no reply, no exception.</summary>
public sealed class SeedScannerTests
{
    [PostgresFact]
    [Trait("Requirement", "R11")]
    public async Task An_unrevealed_seed_is_nowhere_to_be_read()
    {
        await using var platform = await GamesFixture.StartAsync();
        var said = await PlayAsync(platform);
        await platform.WaitUntilFollowedAsync();
        var seeds = await platform.UnrevealedSeedsAsync();
        Assert.True(seeds.Count >= 4, $"{seeds.Count} seeds to look for");

        var everywhere = await EverythingAsync(platform, said);
        foreach (var place in new[] { "table ledger.block", "table log.batch", "table fairness.chain", "log lines", "replies" })
        {
            // What is public of a seed is found in each of them, so the search reads what it should.
            var text = everywhere.Single(e => e.Place == place).Text;
            Assert.True(seeds.Any(s => new SecretForms(Hash256.Of(s).ToArray()).IsIn(text)), $"{place} does not even hold a commitment");
        }

        foreach (var forms in seeds.Select(s => new SecretForms(s)))
        {
            Assert.DoesNotContain(everywhere, place => forms.IsIn(place.Text));
        }
    }

    [PostgresFact]
    [Trait("Requirement", "R11")]
    public async Task The_search_finds_a_seed_wherever_it_is_planted()
    {
        await using var platform = await GamesFixture.StartAsync();
        var said = await PlayAsync(platform);
        var seed = (await platform.UnrevealedSeedsAsync())[0];
        var forms = new SecretForms(seed);
        byte[] amid = [1, 2, .. seed, 3];

        await platform.Database.ExecuteAsync("CREATE SCHEMA elsewhere; CREATE TABLE elsewhere.note (value bytea, text text)");
        await platform.Database.ExecuteAsync("INSERT INTO elsewhere.note VALUES ($1, NULL)", amid);
        await ExpectFoundAsync("table elsewhere.note");
        await platform.Database.ExecuteAsync("UPDATE elsewhere.note SET value = NULL, text = $1", Convert.ToBase64String(amid));
        await ExpectFoundAsync("table elsewhere.note");
        await platform.Database.ExecuteAsync("DROP SCHEMA elsewhere CASCADE");
        await platform.LogDatabase.ExecuteAsync("CREATE TABLE public.note AS SELECT $1::bytea AS value", seed);
        await ExpectFoundAsync("table public.note");
        await platform.LogDatabase.ExecuteAsync("DROP TABLE public.note");

        said.Add(JsonSerializer.Serialize(new { seed }));
        await ExpectFoundAsync("replies");
        said.RemoveAt(said.Count - 1);
        Assert.DoesNotContain(await EverythingAsync(platform, said), place => forms.IsIn(place.Text));

        Assert.True(forms.IsIn("x" + Convert.ToHexString(amid)));
        Assert.True(forms.IsIn("x" + Convert.ToHexStringLower(amid)));
        Assert.True(forms.IsIn(Encoding.Latin1.GetString(amid)));
        for (var shift = 0; shift < 6; shift++)
        {
            byte[] shifted = [.. RandomNumberGenerator.GetBytes(shift), .. seed, .. RandomNumberGenerator.GetBytes(5)];
            Assert.True(forms.IsIn(Convert.ToBase64String(shifted)));
            Assert.True(forms.IsIn(Convert.ToBase64String(shifted).Replace('+', '-').Replace('/', '_').TrimEnd('=')));
        }

        async Task ExpectFoundAsync(string place) =>
            Assert.Contains(await EverythingAsync(platform, said), p => p.Place == place && forms.IsIn(p.Text));
    }

    /// <summary>Chains in every state that has no reveal, rounds on them, refusals, a restart. Returns every reply as text.</summary>
    private static async Task<List<string>> PlayAsync(GamesFixture platform)
    {
        var said = new List<string>();
        var player = await platform.NewPlayerAsync(cents: 1_000);
        var (open, closed, bare) = (await player.OpenChainAsync(), await player.OpenChainAsync(), await player.CommitAsync());
        for (var nonce = 0; nonce < 20; nonce++)
        {
            Say(await player.PlayAsync(player.Bet(open.Chain, nonce)));
            Say(await player.PlayElsewhereAsync(player.Bet(closed.Chain, nonce)));
        }

        // More than there is, out of order, on a chain that is not ready: refusals and what they carry.
        Say(await player.PlayAsync(player.Bet(open.Chain, 20, cents: 10_000)));
        Say(await player.PlayAsync(player.Bet(open.Chain, 99)));
        Say(await player.PlayAsync(player.Bet(bare.Chain, 0)));
        said.Add(JsonSerializer.Serialize(await player.CloseAsync(closed.Chain)));
        var nobody = PlayerId.New(TimeProvider.System, GamesFixture.Partition);
        Assert.Equal(Status.UnknownPlayer, (await platform.Fairness.OpenChainAsync(GamesFixture.NewId(), nobody, player.Session, default)).Status);

        // A chain that is drawn and whose command nobody answers.
        await platform.EndLedgerAsync();
        var next = (await platform.Log.ExtentAsync(GamesFixture.Partition, default)).NextOffset;
        using var giveUp = new CancellationTokenSource();
        var unanswered = platform.Fairness.OpenChainAsync(GamesFixture.NewId(), player.Id, player.Session, giveUp.Token);
        await platform.LogHasAsync(next);
        await giveUp.CancelAsync();
        said.Add((await Assert.ThrowsAnyAsync<OperationCanceledException>(() => unanswered)).ToString());
        await platform.RestartAsync();

        Say(await player.PlayAsync(player.Bet(open.Chain, 20, cents: 50)));
        said.AddRange((await platform.Fairness.ListChainsAsync(player.Id, ChainRange.All, 100, default)).Select(c => $"{c} {JsonSerializer.Serialize(c)}"));
        var (_, seeds) = await platform.Fairness.ActiveSeedsAsync(player.Id, open.Chain, default);
        said.Add($"{seeds}");
        return said;

        void Say(PlayReply reply)
        {
            var command = reply.Stored is null ? [] : CommandCodec.ToArray(reply.Stored.Command);
            said.Add($"{reply} {JsonSerializer.Serialize(reply)} {JsonSerializer.Serialize((object?)reply.Stored?.Command)} {Convert.ToHexString(command)}");
        }
    }

    /// <summary>All that can be read of the platform without its sealing keys and its memory.</summary>
    private static async Task<IReadOnlyList<(string Place, string Text)>> EverythingAsync(GamesFixture platform, IEnumerable<string> said)
    {
        var places = new List<(string, string)> { ("replies", string.Join('\n', said)), ("log lines", string.Join('\n', platform.Logged.Lines)) };
        foreach (var database in new[] { platform.Database, platform.LogDatabase })
        {
            var tables = await database.ScalarAsync<string[]>(
                "SELECT array_agg(quote_ident(schemaname) || '.' || quote_ident(tablename)) FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')");
            foreach (var table in tables)
            {
                places.Add(($"table {table}", await database.ScalarAsync<string>($"SELECT coalesce(string_agg(t::text, E'\\n'), '') FROM {table} t")));
            }
        }

        return places;
    }
}
