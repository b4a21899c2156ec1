using System.Globalization;

namespace Croupier.Book.Blocks;

/// <summary>Collects what a replay finds, each line with its block.</summary>
internal sealed class BlockDifferences(long sequence, ICollection<string> differences)
{
    public void Unless(bool agrees, string difference)
    {
        if (!agrees)
        {
            differences.Add(string.Create(CultureInfo.InvariantCulture, $"block {sequence}: {difference}"));
        }
    }
}
