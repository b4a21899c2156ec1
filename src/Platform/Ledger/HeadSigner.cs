using System.Security.Cryptography;
using Croupier.Kernel;

namespace Croupier.Platform.Ledger;

/// <summary>Signs heads with ES256 (ECDSA on P-256 with SHA-256, RFC 7518 §3.4). The key may live in a hardware module: it is only asked to sign.</summary>
public sealed class HeadSigner
{
    private readonly ECDsa key;

    public HeadSigner(ECDsa key)
    {
        if (key.KeySize != 256)
        {
            throw new ArgumentException("heads are signed with a P-256 key", nameof(key));
        }

        this.key = key;
        KeyId = SignedHead.KeyIdOf(key);
    }

    /// <summary>The first 16 hexadecimal digits of SHA-256 over the public key's SubjectPublicKeyInfo.</summary>
    public string KeyId { get; }

    internal SignedHead Sign(int partition, long sequence, Hash256 hash, long epoch, long unixMs)
    {
        var head = new SignedHead(partition, sequence, hash.ToString(), epoch, unixMs, KeyId, "");
        var signature = key.SignData(head.SignedBytes(), HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        return head with { Signature = Convert.ToBase64String(signature) };
    }
}
