using Croupier.Kernel;

namespace Croupier.Rules;

/// <summary>
/// The random stream of one round: a fresh HMAC_DRBG instance (SP 800-90A §10.1.2, SHA-256), never reseeded, over (server seed, client seed, chain, nonce, game,
/// rules hash) as docs/fairness.md lays out, so that a stranger can re-derive it. A game draws from it in order and cannot peek or rewind.
/// </summary>
public sealed class RoundStream
{
    /// <param name="serverSeed">32 bytes.</param>
    /// <param name="clientSeed">16–32 bytes.</param>
    /// <param name="nonce">From 0.</param>
    public static RoundStream Open(
        ReadOnlySpan<byte> serverSeed, ReadOnlySpan<byte> clientSeed, ChainId chain, long nonce, GameId game, Hash256 rulesHash) =>
        throw new NotImplementedException();

    /// <summary>An unbiased integer in [0, <paramref name="bound"/>), bound 1–2^32, by rejection.</summary>
    public uint Next(ulong bound) => throw new NotImplementedException();
}
