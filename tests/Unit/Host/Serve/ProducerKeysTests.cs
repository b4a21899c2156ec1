using Croupier.Host.Secrets;
using Croupier.Host.Serve;
using Croupier.Kernel.Commands;

namespace Croupier.Tests.Unit.Host.Serve;

public sealed class ProducerKeysTests
{
    private static readonly string First = new('1', 64);
    private static readonly string Second = new('2', 64);

    [Fact]
    public async Task Each_process_has_a_key_of_its_own_and_the_ledger_finds_it_without_being_told()
    {
        var (producer, _) = await KeysAsync($"1 {First}");
        var (ledger, _) = await KeysAsync($"1 {First}");
        var (version, key) = producer.Sealing(new Caller(Role.Games, 7));

        Assert.Equal(key, ledger.Find(new Caller(Role.Games, 7), version));
        Assert.NotEqual(key, ledger.Find(new Caller(Role.Games, 8), version));
        Assert.Null(ledger.Find(new Caller(Role.Games, 7), 2));
        Assert.Null(ledger.Find(new Caller(Role.Games, 0), 1));
        Assert.Null(ledger.Find(new Caller(Role.Wallet, 7), 1));
    }

    [Fact]
    public async Task A_ring_that_was_exchanged_counts_from_the_next_batch_on_and_a_key_taken_away_proves_nothing()
    {
        var (ledger, source) = await KeysAsync($"1 {First}");
        var caller = new Caller(Role.Games, 7);
        var old = ledger.Find(caller, 1);

        await source.ChangeAsync($"1 {First}\n2 {Second}");
        Assert.Equal(old, ledger.Find(caller, 1));
        Assert.Equal(2, ledger.Sealing(caller).Version);

        await source.ChangeAsync($"2 {Second}");
        Assert.Null(ledger.Find(caller, 1));
        Assert.NotNull(ledger.Find(caller, 2));
    }

    [Fact]
    public async Task A_ring_that_becomes_none_stays_what_it_was()
    {
        var (ledger, source) = await KeysAsync($"1 {First}");

        var refused = await Assert.ThrowsAsync<SecretException>(() => source.ChangeAsync("1 short"));

        Assert.DoesNotContain("short", refused.Message, StringComparison.Ordinal);
        Assert.NotNull(ledger.Find(new Caller(Role.Games, 7), 1));
    }

    /// <summary>A stranger may name any instance before it is proven.</summary>
    [Fact]
    public async Task Names_without_end_are_not_remembered_without_end_and_all_keys_stay_right()
    {
        var (ledger, _) = await KeysAsync($"1 {First}");
        var seventh = ledger.Find(new Caller(Role.Games, 7), 1);
        for (var i = 1U; i <= 10_000; i++)
        {
            ledger.Find(new Caller(Role.Games, i), 1);
        }

        Assert.Equal(seventh, ledger.Find(new Caller(Role.Games, 7), 1));
    }

    private static async Task<(ProducerKeys Keys, TextSecret Source)> KeysAsync(string text)
    {
        var source = new TextSecret { Text = text };
        source.Secret = new Secret<KeyRing>("producer_keys.games", source, t => SecretFormats.Ring(t, ushort.MaxValue));
        await source.Secret.ReadAsync(CancellationToken.None);
        return (new ProducerKeys(new Dictionary<Role, Secret<KeyRing>> { [Role.Games] = source.Secret }), source);
    }

    private sealed class TextSecret : ISecretSource
    {
        public string Text { get; set; } = "";

        public Secret<KeyRing> Secret { get; set; } = null!;

        public string Description => "text of a test";

        public Task<string> ReadAsync(CancellationToken cancellation) => Task.FromResult(Text);

        public Task<bool> ChangeAsync(string text)
        {
            Text = text;
            return Secret.ReadAsync(CancellationToken.None);
        }
    }
}
