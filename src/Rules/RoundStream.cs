using System.Buffers.Binary;
using System.Text;
using Croupier.Kernel;
using Croupier.Kernel.Commands;
using Croupier.Rules.Drbg;

namespace Croupier.Rules;

/// <summary>
/// The random stream of one round: a fresh HMAC_DRBG instance (SP 800-90A §10.1.2, SHA-256), never reseeded, over (server seed, client seed, chain, nonce, game,
/// rules hash) as docs/fairness.md lays out, so that a stranger can re-derive it. A game draws from it in order and cannot peek or rewind.
/// Bytes come from the DRBG in requests of <see cref="RequestBytes"/>, words are four bytes big-endian. Games and verifiers call it; not for two threads at once.
/// </summary>
public sealed class RoundStream : IDraws
{
    /// <summary>Separates these streams from anything else that may ever be drawn from the same seeds. Part of every rules hash.</summary>
    public const string Label = "croupier/round/1";

    public const int ServerSeedBytes = 32;

    /// <summary>The size of each generate request. HMAC_DRBG's state moves on between requests, so a verifier has to use the same size.</summary>
    public const int RequestBytes = 64;

    /// <summary>
    /// The most words one round may take, rejected ones included. A word is rejected with a probability below one half, so an honest round of at most 255
    /// draws never comes near it; a loop that does is a defect.
    /// </summary>
    public const int MaxWords = 1 << 16;

    private readonly HmacDrbg drbg;
    private readonly byte[] buffer = new byte[RequestBytes];
    private int position = RequestBytes;
    private int words;
    private Action<ulong, uint>? drawn;

    private RoundStream(HmacDrbg drbg) => this.drbg = drbg;

    /// <param name="serverSeed">32 bytes.</param>
    /// <param name="clientSeed">16–32 bytes.</param>
    /// <param name="nonce">From 0.</param>
    public static RoundStream Open(
        ReadOnlySpan<byte> serverSeed, ReadOnlySpan<byte> clientSeed, ChainId chain, long nonce, GameId game, Hash256 rulesHash)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(serverSeed.Length, ServerSeedBytes, nameof(serverSeed));
        ArgumentOutOfRangeException.ThrowIfLessThan(clientSeed.Length, SetClientSeed.MinBytes, nameof(clientSeed));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(clientSeed.Length, SetClientSeed.MaxBytes, nameof(clientSeed));
        ArgumentOutOfRangeException.ThrowIfNegative(nonce);
        if (!game.IsWellFormed)
        {
            throw new ArgumentException($"'{game.Name}' is no game name", nameof(game));
        }

        Span<byte> personalization = stackalloc byte[MaxPersonalizationBytes];
        var length = WritePersonalization(personalization, clientSeed.Length, chain, nonce, game, rulesHash);
        return new RoundStream(new HmacDrbg(serverSeed, clientSeed, personalization[..length]));
    }

    /// <summary>An unbiased integer in [0, <paramref name="bound"/>), bound 1–2^32, by rejection. Takes at least one word, for bound 1 too.</summary>
    public uint Next(ulong bound)
    {
        uint result;
        while (!UnbiasedScaling.TryScale(NextWord(), UnbiasedScaling.WordBits, bound, out result))
        {
        }

        drawn?.Invoke(bound, result);
        return result;
    }

    /// <summary>Tells each bound and what was drawn below it, to those who examine the generator. No game has a way to it.</summary>
    internal void Observe(Action<ulong, uint> observer) => drawn = observer;

    internal uint NextWord()
    {
        if (words++ == MaxWords)
        {
            throw new InvariantBrokenException("I7", "a round has drawn more words than any round can need");
        }

        if (position == RequestBytes)
        {
            drbg.Generate(buffer);
            position = 0;
        }

        var word = BinaryPrimitives.ReadUInt32BigEndian(buffer.AsSpan(position));
        position += sizeof(uint);
        return word;
    }

    private const int MaxPersonalizationBytes = 16 + 16 + 8 + 1 + GameId.MaxLength + Hash256.Size + 1;

    /// <summary>
    /// Label (16) ‖ chain (16) ‖ nonce (8) ‖ length of the game's name (1) ‖ name ‖ rules hash (32) ‖ length of the client seed (1). The last byte
    /// makes the whole seed material readable in one way only, whatever length the client chose for its seed.
    /// </summary>
    private static int WritePersonalization(Span<byte> target, int clientSeedLength, ChainId chain, long nonce, GameId game, Hash256 rulesHash)
    {
        var at = Encoding.ASCII.GetBytes(Label, target);
        chain.Value.TryWriteBytes(target[at..], bigEndian: true, out _);
        at += 16;
        BinaryPrimitives.WriteInt64BigEndian(target[at..], nonce);
        at += sizeof(long);
        target[at++] = (byte)game.Name.Length;
        at += Encoding.ASCII.GetBytes(game.Name, target[at..]);
        rulesHash.CopyTo(target[at..]);
        at += Hash256.Size;
        target[at++] = (byte)clientSeedLength;
        return at;
    }
}
