using Croupier.Kernel;

namespace Croupier.Platform.Fairness;

/// <summary>A server seed as it is stored: nonce (12), ciphertext (32), tag (16), and the version of the key that opens it.</summary>
internal sealed record SealedSeed(int KeyVersion, byte[] Bytes);

/// <summary>Whose seed it is. Sealed along with it, so that a row's seed opens in no other row.</summary>
internal readonly record struct SeedOwner(PlayerId Player, ChainId Chain, Hash256 SeedHash);
