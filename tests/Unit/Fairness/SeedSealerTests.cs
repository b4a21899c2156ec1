using System.Security.Cryptography;
using Croupier.Platform.Fairness;

namespace Croupier.Tests.Unit.Fairness;

public sealed class SeedSealerTests
{
    private readonly byte[] seed = RandomNumberGenerator.GetBytes(SeedSealer.SeedBytes);
    private readonly SeedSealer sealer = new(new Dictionary<int, byte[]> { [1] = Key(1), [2] = Key(2) }, 2);
    private readonly SeedOwner owner;

    public SeedSealerTests() =>
        owner = new SeedOwner(PlayerId.New(TimeProvider.System, 0), ChainId.New(TimeProvider.System), Hash256.Of(seed));

    [Fact]
    public void A_sealed_seed_opens_as_it_was()
    {
        var opened = new byte[SeedSealer.SeedBytes];

        Assert.True(sealer.TryOpen(sealer.Seal(seed, owner), owner, opened));
        Assert.Equal(seed, opened);
    }

    [Fact]
    public void Sealing_names_the_current_key_and_never_gives_the_same_bytes_twice()
    {
        var first = sealer.Seal(seed, owner);
        var second = sealer.Seal(seed, owner);

        Assert.Equal(2, first.KeyVersion);
        Assert.Equal(60, first.Bytes.Length);
        Assert.NotEqual(first.Bytes, second.Bytes);
        Assert.True(first.Bytes.AsSpan().IndexOf(seed) < 0);
    }

    [Fact]
    public void Any_changed_bit_of_the_sealed_bytes_refuses_to_open()
    {
        var whole = sealer.Seal(seed, owner);
        for (var bit = 0; bit < whole.Bytes.Length * 8; bit++)
        {
            var changed = whole.Bytes.ToArray();
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            AssertRefused(new SealedSeed(whole.KeyVersion, changed), owner);
        }
    }

    [Fact]
    public void A_seed_opens_for_its_own_player_chain_and_commitment_only()
    {
        var whole = sealer.Seal(seed, owner);

        AssertRefused(whole, owner with { Player = PlayerId.New(TimeProvider.System, 0) });
        AssertRefused(whole, owner with { Chain = ChainId.New(TimeProvider.System) });
        AssertRefused(whole, owner with { SeedHash = Hash256.Of([1]) });
    }

    [Fact]
    public void A_seed_that_is_not_the_one_committed_to_does_not_come_out()
    {
        var liar = owner with { SeedHash = Hash256.Of([1]) };

        AssertRefused(sealer.Seal(seed, liar), liar);
    }

    [Fact]
    public void Another_key_or_none_refuses_to_open()
    {
        var whole = sealer.Seal(seed, owner);

        AssertRefused(whole with { KeyVersion = 1 }, owner);
        AssertRefused(whole with { KeyVersion = 3 }, owner);
        AssertRefused(whole with { Bytes = whole.Bytes[..^1] }, owner);
    }

    [Fact]
    [Trait("Requirement", "O6")]
    public void An_older_key_still_opens_what_it_sealed()
    {
        var before = new SeedSealer(new Dictionary<int, byte[]> { [1] = Key(1) }, 1).Seal(seed, owner);
        var opened = new byte[SeedSealer.SeedBytes];

        Assert.True(sealer.TryOpen(before, owner, opened));
        Assert.Equal(seed, opened);
    }

    [Fact]
    public void A_key_that_is_short_zero_or_missing_is_no_key()
    {
        Assert.Throws<ArgumentException>(() => new SeedSealer(new Dictionary<int, byte[]> { [1] = new byte[31] }, 1));
        Assert.Throws<ArgumentException>(() => new SeedSealer(new Dictionary<int, byte[]> { [1] = new byte[32] }, 1));
        Assert.Throws<ArgumentException>(() => new SeedSealer(new Dictionary<int, byte[]> { [1] = Key(1) }, 2));
    }

    [Fact]
    public void A_keys_check_value_tells_keys_apart()
    {
        Assert.Equal(SeedSealer.CheckValueBytes, sealer.CheckValue(1).Length);
        Assert.NotEqual(sealer.CheckValue(1), sealer.CheckValue(2));
        Assert.True(Key(1).AsSpan().IndexOf(sealer.CheckValue(1)) < 0);
    }

    private static byte[] Key(int version) => SHA256.HashData([(byte)version]);

    private void AssertRefused(SealedSeed sealedSeed, SeedOwner of)
    {
        var opened = RandomNumberGenerator.GetBytes(SeedSealer.SeedBytes);

        Assert.False(sealer.TryOpen(sealedSeed, of, opened));
        Assert.Equal(new byte[SeedSealer.SeedBytes], opened);
    }
}
