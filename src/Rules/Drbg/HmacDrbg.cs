using System.Buffers;
using System.Security.Cryptography;

namespace Croupier.Rules.Drbg;

/// <summary>
/// HMAC_DRBG with SHA-256 (NIST SP 800-90A rev. 1, §10.1.2), security strength 256 bits. It is proven by the CAVP vectors (<see cref="CavpFile"/>);
/// <see cref="RoundStream"/> draws every round from it. It is deterministic: entropy comes in as an argument and nowhere else. The limits of Table 2 are
/// checked at each call; those on input lengths (2^35 bits) cannot be passed, because a span holds less. Not for two threads at once.
/// </summary>
public sealed class HmacDrbg
{
    /// <summary>The least entropy input: the security strength, 256 bits.</summary>
    public const int MinEntropyBytes = 32;

    /// <summary>The least nonce: half the security strength (§8.6.7).</summary>
    public const int MinNonceBytes = 16;

    /// <summary>The most bytes of one request (Table 2: 2^19 bits).</summary>
    public const int MaxBytesPerRequest = 1 << 16;

    /// <summary>The most requests between seedings (Table 2).</summary>
    public const long MaxRequestsPerSeed = 1L << 48;

    private const int BlockBytes = HmacSha256.Bytes;
    private const int StackBytes = 512;
    private const long Erased = long.MaxValue;

    /// <summary>Where the provided data stands in the buffer of an update: after the room for the padded key, V and the separator.</summary>
    private const int DataAt = HmacSha256.Room + BlockBytes + 1;

    private readonly byte[] key = new byte[BlockBytes];
    private readonly byte[] value = new byte[BlockBytes];
    private long reseedCounter;

    /// <summary>Instantiates (§10.1.2.3). Throws when entropy or nonce is too short for the security strength.</summary>
    public HmacDrbg(ReadOnlySpan<byte> entropyInput, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> personalization)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(entropyInput.Length, MinEntropyBytes, nameof(entropyInput));
        ArgumentOutOfRangeException.ThrowIfLessThan(nonce.Length, MinNonceBytes, nameof(nonce));
        value.AsSpan().Fill(0x01);
        Update(entropyInput, nonce, personalization);
        reseedCounter = 1;
    }

    /// <summary>True once <see cref="MaxRequestsPerSeed"/> requests were served: <see cref="Generate"/> then throws until a reseed.</summary>
    public bool ReseedIsDue => reseedCounter > MaxRequestsPerSeed;

    /// <summary>Moves the request count, so that a test need not wait for 2^48 requests.</summary>
    internal long ReseedCounter
    {
        get => reseedCounter;
        set => reseedCounter = value;
    }

    /// <summary>Reseeds (§10.1.2.4). An instance that was erased stays so.</summary>
    public void Reseed(ReadOnlySpan<byte> entropyInput, ReadOnlySpan<byte> additionalInput)
    {
        if (reseedCounter == Erased)
        {
            throw new InvalidOperationException("this instance was erased (SP 800-90A, 9.4)");
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(entropyInput.Length, MinEntropyBytes, nameof(entropyInput));
        Update(entropyInput, additionalInput, []);
        reseedCounter = 1;
    }

    /// <summary>
    /// Fills <paramref name="output"/> by one generate request (§10.1.2.5). The state moves on after each request, so the sizes of the requests are part of
    /// what a verifier has to know. Throws when the request is too large or a reseed is due.
    /// </summary>
    public void Generate(Span<byte> output, ReadOnlySpan<byte> additionalInput = default)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(output.Length, MaxBytesPerRequest, nameof(output));
        if (ReseedIsDue)
        {
            throw new InvalidOperationException($"a reseed is due after {MaxRequestsPerSeed} requests (SP 800-90A, Table 2)");
        }

        if (!additionalInput.IsEmpty)
        {
            Update(additionalInput, [], []);
        }

        while (!output.IsEmpty)
        {
            StepValue();
            var taken = Math.Min(output.Length, BlockBytes);
            value.AsSpan(0, taken).CopyTo(output);
            output = output[taken..];
        }

        Update(additionalInput, [], []);
        reseedCounter++;
    }

    /// <summary>
    /// One request with prediction resistance (§9.3.1 with §9.3.3): fresh entropy and the additional input reseed first, and the additional input is then
    /// used up.
    /// </summary>
    public void GenerateWithPredictionResistance(Span<byte> output, ReadOnlySpan<byte> entropyInput, ReadOnlySpan<byte> additionalInput = default)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(output.Length, MaxBytesPerRequest, nameof(output));
        Reseed(entropyInput, additionalInput);
        Generate(output);
    }

    /// <summary>Erases the state (§9.4). The instance generates nothing of use afterwards, so it refuses to.</summary>
    public void Uninstantiate()
    {
        CryptographicOperations.ZeroMemory(key);
        CryptographicOperations.ZeroMemory(value);
        reseedCounter = Erased;
    }

    /// <summary>HMAC_DRBG_Update (§10.1.2.2) over the concatenation of three inputs, so that callers need not build it.</summary>
    private void Update(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, ReadOnlySpan<byte> third)
    {
        var provided = first.Length + second.Length + third.Length;
        var length = DataAt + provided;
        var rented = length > StackBytes ? ArrayPool<byte>.Shared.Rent(length) : null;
        var buffer = rented is null ? stackalloc byte[StackBytes] : rented.AsSpan();
        buffer = buffer[..length];
        var data = buffer[DataAt..];
        first.CopyTo(data);
        second.CopyTo(data[first.Length..]);
        third.CopyTo(data[(first.Length + second.Length)..]);

        StepKey(buffer, 0x00);
        StepValue();
        if (provided > 0)
        {
            StepKey(buffer, 0x01);
            StepValue();
        }

        CryptographicOperations.ZeroMemory(buffer);
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    /// <summary>K = HMAC(K, V ‖ separator ‖ provided data), the data standing in the buffer already.</summary>
    private void StepKey(Span<byte> buffer, byte separator)
    {
        value.CopyTo(buffer[HmacSha256.Room..]);
        buffer[DataAt - 1] = separator;
        HmacSha256.Compute(key, buffer, key);
    }

    /// <summary>V = HMAC(K, V).</summary>
    private void StepValue()
    {
        Span<byte> buffer = stackalloc byte[HmacSha256.Room + BlockBytes];
        value.CopyTo(buffer[HmacSha256.Room..]);
        HmacSha256.Compute(key, buffer, value);
    }
}
