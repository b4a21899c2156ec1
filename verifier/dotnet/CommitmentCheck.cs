using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Croupier.Verifier;

/// <summary>The commitment, its receipt, and the seed that was revealed.</summary>
internal static class CommitmentCheck
{
    public static void Of(Guid player, ExportedChain chain, ReceiptKeys keys, Findings findings)
    {
        var name = $"chain {chain.Chain}";
        CheckReceipt(player, chain, keys, name, findings);
        if (chain.ClientSeed is { } clientSeed)
        {
            findings.Expect(clientSeed.Length is >= 16 and <= 32, $"{name}: the client seed has {clientSeed.Length} bytes, and should have 16 to 32");
        }

        findings.Expect(chain.ServerSeed is null || chain.Closed is not null, $"{name}: the server seed is there, and the chain is open");
        findings.Expect(chain.ServerSeed is not null || chain.Closed is null, $"{name}: the chain is closed, and its server seed is not revealed");
        if (chain.ServerSeed is { } seed)
        {
            findings.Expect(
                seed.Length == 32 && SHA256.HashData(seed).AsSpan().SequenceEqual(chain.SeedHash), $"{name}: the server seed is not the one that was committed to (SHA-256 differs from the seed hash)");
        }
    }

    private static void CheckReceipt(Guid player, ExportedChain chain, ReceiptKeys keys, string name, Findings findings)
    {
        if (chain.Receipt is not { } receipt || chain.Opened is not { } opened)
        {
            findings.NotCheckable($"{name}: there is no receipt of its commitment");
            return;
        }

        if (!keys.Has(receipt.KeyId))
        {
            findings.Differs($"{name}: the receipt is signed by a key that is not known ({receipt.KeyId})");
            return;
        }

        findings.ReceiptsChecked++;
        findings.Expect(keys.Holds(receipt.KeyId, Text(player, chain, opened, receipt.KeyId), receipt.Signature), $"{name}: the signature of the receipt does not hold");
    }

    private static byte[] Text(Guid player, ExportedChain chain, Place opened, string keyId) => Encoding.ASCII.GetBytes(string.Create(
        CultureInfo.InvariantCulture,
        $"croupier-receipt/1\n{chain.Chain:D}\n{player:D}\n{Convert.ToHexStringLower(chain.SeedHash)}\n{opened.Partition}\n{opened.Block}\n{opened.Entry}\n{Convert.ToHexStringLower(opened.BlockHash)}\n{opened.UnixMs}\n{keyId}\n"));
}
