using Croupier.Kernel;
using Croupier.Kernel.Bytes;
using Croupier.Kernel.Commands;

namespace Croupier.Platform.Wallet;

/// <summary>A round's contributions in its row: kind (2), sub (4), amount (8) each.</summary>
internal static class ContributionBytes
{
    private const int Size = 14;

    public static byte[] Write(IReadOnlyList<Contribution> contributions)
    {
        if (contributions.Count == 0)
        {
            return [];
        }

        var writer = new ByteWriter(contributions.Count * Size);
        foreach (var contribution in contributions)
        {
            writer.U16((ushort)contribution.Kind);
            writer.U32(contribution.Sub);
            writer.Amount(contribution.Amount);
        }

        return writer.Written.ToArray();
    }

    public static IReadOnlyList<Contribution> Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            return [];
        }

        var reader = new ByteReader(bytes);
        var contributions = new Contribution[bytes.Length / Size];
        for (var i = 0; i < contributions.Length; i++)
        {
            contributions[i] = new((AccountKind)reader.U16(), reader.U32(), reader.Amount());
        }

        reader.ExpectEnd();
        return contributions;
    }
}
