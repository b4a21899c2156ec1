using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Croupier.Verifier;

/// <summary>The stream of one round (docs/fairness.md, sections 2 and 3): HMAC_DRBG with SHA-256, read as words, scaled without bias.</summary>
internal sealed class RoundStream
{
    private const int RequestBytes = 64;

    private readonly byte[] key = new byte[32];
    private readonly byte[] value = new byte[32];
    private readonly byte[] request = new byte[RequestBytes];
    private int used = RequestBytes;

    public RoundStream(byte[] serverSeed, byte[] clientSeed, Guid chain, long nonce, string game, byte[] rulesHash)
    {
        using var material = new MemoryStream();
        material.Write(serverSeed);
        material.Write(clientSeed);
        material.Write("croupier/round/1"u8);
        material.Write(chain.ToByteArray(bigEndian: true));
        Span<byte> number = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(number, nonce);
        material.Write(number);
        material.WriteByte(checked((byte)game.Length));
        material.Write(Encoding.ASCII.GetBytes(game));
        material.Write(rulesHash);
        material.WriteByte(checked((byte)clientSeed.Length));
        value.AsSpan().Fill(1);
        Update(0, material.ToArray());
        Update(1, material.ToArray());
    }

    public long WordsTaken { get; private set; }

    public uint Word()
    {
        if (used == RequestBytes)
        {
            Request();
        }

        var word = BinaryPrimitives.ReadUInt32BigEndian(request.AsSpan(used));
        used += 4;
        WordsTaken++;
        return word;
    }

    /// <summary>An integer below the bound, 1 to 2^32.</summary>
    public long Below(long bound)
    {
        const long Words = 1L << 32;
        if (bound is < 1 or > Words)
        {
            throw new FormatException($"there is no integer below {bound} to draw");
        }

        var accepted = Words - (Words % bound);
        long word;
        do
        {
            word = Word();
        }
        while (word >= accepted);

        return word % bound;
    }

    private void Request()
    {
        HMACSHA256.HashData(key, value, value);
        value.CopyTo(request, 0);
        HMACSHA256.HashData(key, value, value);
        value.CopyTo(request, 32);
        Update(0, []);
        used = 0;
    }

    // K = HMAC(K, V ‖ separator ‖ material), V = HMAC(K, V).
    private void Update(byte separator, byte[] material)
    {
        HMACSHA256.HashData(key, [.. value, separator, .. material], key);
        HMACSHA256.HashData(key, value, value);
    }
}
