using System.Security.Cryptography;
using Croupier.Rules.Drbg;

namespace Croupier.Tests.Unit.Rules;

public sealed class HmacDrbgTests
{
    private const string Vectors = "rng/hmac-drbg-sha256.rsp";

    private static readonly byte[] Entropy = new byte[32];
    private static readonly byte[] Nonce = new byte[16];

    [SharedDataFact(Vectors)]
    [Trait("Requirement", "R1")]
    public void All_eighty_vectors_of_the_standard_pass()
    {
        var file = CavpFile.Parse(File.ReadLines(SharedData.Find(Vectors)!));
        Assert.Equal(80, file.Cases.Count);
        Assert.Equal(0, file.SkippedCases);
        Assert.All(file.Cases, one => Assert.True(one.Passes(), $"{one.Section}, COUNT {one.Count}"));
    }

    [SharedDataFact(Vectors)]
    [Trait("Requirement", "R1")]
    public void A_vector_with_one_bit_changed_fails()
    {
        var file = CavpFile.Parse(File.ReadLines(SharedData.Find(Vectors)!));
        foreach (var one in file.Cases.Where(c => c.Count == 0))
        {
            Assert.False((one with { ReturnedBits = Flipped(one.ReturnedBits) }).Passes());
            Assert.False((one with { EntropyInput = Flipped(one.EntropyInput) }).Passes());
            Assert.False((one with { Nonce = Flipped(one.Nonce) }).Passes());
            Assert.False((one with { EntropyInputReseed = Flipped(one.EntropyInputReseed!) }).Passes());
            Assert.False((one with { PersonalizationString = Flipped(one.PersonalizationString) }).Passes());
            Assert.False((one with { AdditionalInputs = [one.AdditionalInputs[0], Flipped(one.AdditionalInputs[1])] }).Passes());
        }
    }

    [Fact]
    [Trait("Requirement", "R1")]
    public void Entropy_and_nonce_must_carry_the_security_strength()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new HmacDrbg(new byte[31], Nonce, []));
        Assert.Throws<ArgumentOutOfRangeException>(() => new HmacDrbg(Entropy, new byte[15], []));
        Assert.Throws<ArgumentOutOfRangeException>(() => new HmacDrbg(Entropy, Nonce, []).Reseed(new byte[31], []));
    }

    [Fact]
    public void A_request_gives_at_most_65536_bytes()
    {
        var drbg = new HmacDrbg(Entropy, Nonce, []);
        drbg.Generate(new byte[65_536]);
        Assert.Throws<ArgumentOutOfRangeException>(() => drbg.Generate(new byte[65_537]));
    }

    [Fact]
    [Trait("Requirement", "R1")]
    public void After_2_to_the_48_requests_a_reseed_is_due()
    {
        var drbg = new HmacDrbg(Entropy, Nonce, []) { ReseedCounter = 1L << 48 };
        Assert.False(drbg.ReseedIsDue);
        drbg.Generate(new byte[1]);
        Assert.True(drbg.ReseedIsDue);
        Assert.Throws<InvalidOperationException>(() => drbg.Generate(new byte[1]));
        drbg.Reseed(Entropy, []);
        Assert.Equal(1, drbg.ReseedCounter);
        drbg.Generate(new byte[1]);
    }

    [Fact]
    public void A_refused_request_leaves_the_state_as_it_was()
    {
        var one = new HmacDrbg(Entropy, Nonce, []);
        var other = new HmacDrbg(Entropy, Nonce, []);
        Assert.Throws<ArgumentOutOfRangeException>(() => one.Generate(new byte[65_537], [1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => one.GenerateWithPredictionResistance(new byte[65_537], Entropy));
        Assert.Throws<ArgumentOutOfRangeException>(() => one.GenerateWithPredictionResistance(new byte[64], Entropy.AsSpan(1)));
        Assert.Equal(Generate(other, 64), Generate(one, 64));
    }

    [Fact]
    public void An_erased_instance_generates_nothing()
    {
        var drbg = new HmacDrbg(Entropy, Nonce, []);
        drbg.Uninstantiate();
        Assert.Throws<InvalidOperationException>(() => drbg.Generate(new byte[1]));
        Assert.Throws<InvalidOperationException>(() => drbg.Reseed(Entropy, []));
    }

    [Fact]
    public void The_self_test_gives_the_answer_of_the_standard() => DrbgSelfTest.Run();

    [Fact]
    public void Two_requests_are_not_one_request_of_both_sizes()
    {
        var one = new HmacDrbg(Entropy, Nonce, []);
        var two = new HmacDrbg(Entropy, Nonce, []);
        var whole = Generate(one, 64);
        byte[] halves = [.. Generate(two, 32), .. Generate(two, 32)];
        Assert.Equal(whole[..32], halves[..32]);
        Assert.NotEqual(whole, halves);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(367)]
    [InlineData(368)]
    [InlineData(100_000)]
    public void Inputs_of_any_length_are_taken_whole(int length)
    {
        // With 32 bytes of entropy and 16 of nonce, 367 and 368 stand on both sides of where the buffer leaves the stack. One byte more has to show.
        var personalization = new byte[length];
        var one = Generate(new HmacDrbg(Entropy, Nonce, personalization), 32);
        Assert.Equal(one, Generate(new HmacDrbg(Entropy, Nonce, personalization), 32));
        Assert.NotEqual(one, Generate(new HmacDrbg(Entropy, Nonce, [.. personalization, 0]), 32));
    }

    [Fact]
    public void The_two_hashes_are_the_frameworks_hmac()
    {
        var random = new Random(20);
        for (var i = 0; i < 500; i++)
        {
            var key = new byte[32];
            var message = new byte[random.Next(300)];
            random.NextBytes(key);
            random.NextBytes(message);
            var destination = new byte[32];
            HmacSha256.Compute(key, (byte[])[.. new byte[HmacSha256.Room], .. message], destination);
            Assert.Equal(HMACSHA256.HashData(key, message), destination);
        }
    }

    private static byte[] Generate(HmacDrbg drbg, int count)
    {
        var bytes = new byte[count];
        drbg.Generate(bytes);
        return bytes;
    }

    private static byte[] Flipped(byte[] bytes)
    {
        if (bytes.Length == 0)
        {
            return [1];
        }

        var flipped = bytes.ToArray();
        flipped[^1] ^= 1;
        return flipped;
    }
}
