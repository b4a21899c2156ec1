using Croupier.Kernel.Bytes;

namespace Croupier.Kernel.Commands;

/// <summary>
/// Sets a limit to <paramref name="Limit"/> (ledger units, or milliseconds of <see cref="LimitMeasure.SessionTime"/>), or to <see cref="NoLimit"/>. Whose limit it is follows from
/// the caller: identity speaks for the player, the operator for itself. Tighter takes effect at once; looser, by the player, waits for the profile's delay and for
/// <see cref="ConfirmLimit"/>. The accepted result's detail is the time (Unix ms) from which it can be confirmed; 0 when it is in effect.
/// </summary>
public sealed record SetLimit(CommandId Id, PlayerId Player, LimitMeasure Measure, LimitWindow Window, AssetId Asset, long Limit) : Command(Id, Player)
{
    /// <summary>The amount of a limit that is taken away.</summary>
    public const long NoLimit = -1;

    public override CommandKind Kind => CommandKind.SetLimit;

    internal static SetLimit Read(ref ByteReader reader, CommandId id, PlayerId player) =>
        new(id, player, (LimitMeasure)reader.U8(), (LimitWindow)reader.U8(), new AssetId(reader.U16()), reader.I64());

    internal override void WriteBody(ByteWriter writer) => LimitBody.Write(writer, Measure, Window, Asset, Limit);
}

/// <summary>The player says once more, after the delay, that a limit is to be looser. It must name the very change that is pending.</summary>
public sealed record ConfirmLimit(CommandId Id, PlayerId Player, LimitMeasure Measure, LimitWindow Window, AssetId Asset, long Limit) : Command(Id, Player)
{
    public override CommandKind Kind => CommandKind.ConfirmLimit;

    internal static ConfirmLimit Read(ref ByteReader reader, CommandId id, PlayerId player) =>
        new(id, player, (LimitMeasure)reader.U8(), (LimitWindow)reader.U8(), new AssetId(reader.U16()), reader.I64());

    internal override void WriteBody(ByteWriter writer) => LimitBody.Write(writer, Measure, Window, Asset, Limit);
}

/// <summary>The body that both commands about a limit have.</summary>
internal static class LimitBody
{
    public static void Write(ByteWriter writer, LimitMeasure measure, LimitWindow window, AssetId asset, long limit)
    {
        writer.U8((byte)measure);
        writer.U8((byte)window);
        writer.U16(asset.Code);
        writer.I64(limit);
    }
}
