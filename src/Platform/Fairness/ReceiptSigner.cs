using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Croupier.Kernel;
using Croupier.Kernel.Ports;

namespace Croupier.Platform.Fairness;

/// <summary>
/// Signs that a commitment stands in a block, with ES256 (ECDSA on P-256 with SHA-256, RFC 7518 §3.4) and a key that neither the ledger nor its database has: whoever
/// rewrites blocks can't make the receipts that players hold say the same. The key may live in a hardware module: it is only asked to sign.
/// </summary>
internal sealed class ReceiptSigner
{
    private readonly ECDsa key;

    public ReceiptSigner(ECDsa key)
    {
        if (key.KeySize != 256)
        {
            throw new ArgumentException("receipts are signed with a P-256 key", nameof(key));
        }

        this.key = key;
        var info = key.ExportSubjectPublicKeyInfo();
        PublicKey = new ReceiptKey(Convert.ToHexStringLower(SHA256.HashData(info))[..16], info);
    }

    public ReceiptKey PublicKey { get; }

    public CommitmentSignature Sign(PlayerId player, ChainId chain, Hash256 seedHash, in BlockPlace place)
    {
        var text = Text(player, chain, seedHash, place, PublicKey.KeyId);
        return new CommitmentSignature(PublicKey.KeyId, key.SignData(text, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation));
    }

    /// <summary>What is signed: these fields, each on a line of its own, in this order.</summary>
    public static byte[] Text(PlayerId player, ChainId chain, Hash256 seedHash, in BlockPlace place, string keyId) => Encoding.ASCII.GetBytes(string.Create(
        CultureInfo.InvariantCulture,
        $"croupier-receipt/1\n{chain}\n{player}\n{seedHash}\n{player.Partition}\n{place.Block}\n{place.Entry}\n{place.BlockHash}\n{place.UnixMs}\n{keyId}\n"));
}
