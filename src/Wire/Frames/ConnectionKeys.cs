using System.Security.Cryptography;

namespace Croupier.Wire.Frames;

/// <summary>
/// The two keys of one connection (docs/protocol.md, "Keys"): HKDF-SHA-256 (RFC 5869) over the session key, salted with the server's challenge and the client's
/// nonce, so that no frame of another connection or of the other direction carries a right MAC here.
/// </summary>
public sealed class ConnectionKeys
{
    public const int KeyBytes = 32;

    public const int ChallengeBytes = 32;

    public const int ClientNonceBytes = 32;

    private ConnectionKeys(byte[] client, byte[] server)
    {
        Client = client;
        Server = server;
    }

    /// <summary>Protects what the client sends.</summary>
    public byte[] Client { get; }

    /// <summary>Protects what the server sends.</summary>
    public byte[] Server { get; }

    public static ConnectionKeys Derive(ReadOnlySpan<byte> sessionKey, ReadOnlySpan<byte> challenge, ReadOnlySpan<byte> clientNonce)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(sessionKey.Length, KeyBytes);
        ArgumentOutOfRangeException.ThrowIfNotEqual(challenge.Length, ChallengeBytes);
        ArgumentOutOfRangeException.ThrowIfNotEqual(clientNonce.Length, ClientNonceBytes);
        Span<byte> salt = stackalloc byte[ChallengeBytes + ClientNonceBytes];
        challenge.CopyTo(salt);
        clientNonce.CopyTo(salt[ChallengeBytes..]);
        Span<byte> pseudoRandomKey = stackalloc byte[KeyBytes];
        HKDF.Extract(HashAlgorithmName.SHA256, sessionKey, salt, pseudoRandomKey);
        var keys = new ConnectionKeys(new byte[KeyBytes], new byte[KeyBytes]);
        HKDF.Expand(HashAlgorithmName.SHA256, pseudoRandomKey, keys.Client, "croupier/1 client"u8);
        HKDF.Expand(HashAlgorithmName.SHA256, pseudoRandomKey, keys.Server, "croupier/1 server"u8);
        CryptographicOperations.ZeroMemory(pseudoRandomKey);
        return keys;
    }

    /// <summary>Says nothing, so that no log line can carry a key.</summary>
    public override string ToString() => "ConnectionKeys(…)";
}
