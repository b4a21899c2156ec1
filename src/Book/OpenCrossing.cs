using Croupier.Book.Crossing;
using Croupier.Kernel;
using Croupier.Kernel.Bytes;

namespace Croupier.Book;

/// <summary>Money that has left one partition and has not been settled: what is in flight, whose command sent it, where to, and since when.</summary>
public readonly record struct OpenCrossing(PlayerId Sender, CommandId Sent, int TargetPartition, AssetId Asset, long Amount, long SinceUnixMs)
{
    /// <summary>All that is in flight from a partition as it is stored, oldest first.</summary>
    public static IReadOnlyList<OpenCrossing> In(PartitionSnapshot snapshot)
    {
        var open = new List<OpenCrossing>();
        foreach (var row in snapshot.Items)
        {
            if (Read(row) is { State: CrossingState.Open } crossing)
            {
                open.Add(Of(crossing, snapshot.Accounts[crossing.Credit - 1].Account.Asset));
            }
        }

        return open;
    }

    /// <summary>One stored crossing, in the asset of its clearing account; null when it has been settled, or the item is none.</summary>
    public static OpenCrossing? Read(in ItemRow row, AssetId asset) =>
        Read(row) is { State: CrossingState.Open } crossing ? Of(crossing, asset) : null;

    internal static OpenCrossing Of(CrossingItem crossing, AssetId asset) =>
        new(crossing.Scope, crossing.Id, crossing.TargetPartition, asset, crossing.Amount, crossing.SentUnixMs);

    private static CrossingItem? Read(in ItemRow row)
    {
        if (row.Kind != ItemKind.Crossing)
        {
            return null;
        }

        var crossing = new CrossingItem();
        var reader = new ByteReader(row.Value);
        crossing.Read(ref reader);
        reader.ExpectEnd();
        return crossing;
    }
}
