using Croupier.Kernel.Bytes;

namespace Croupier.Kernel.Commands;

/// <summary>
/// An account in a command: kind (2), asset (2), sub (4), owner. The owner is one byte (0: the command's player, 1: the operator of the player's partition, 2: the
/// 16 bytes that follow), because it nearly always is one of the first two.
/// </summary>
internal static class AccountRefBytes
{
    public static void Write(ByteWriter writer, in AccountRef account, PlayerId player)
    {
        writer.U16((ushort)account.Kind);
        writer.U16(account.Asset.Code);
        writer.U32(account.Sub);
        if (account.Owner == player)
        {
            writer.U8(0);
        }
        else if (account.Owner == PlayerId.Operator(player.Partition))
        {
            writer.U8(1);
        }
        else
        {
            writer.U8(2);
            writer.Id(account.Owner.Value);
        }
    }

    public static AccountRef Read(ref ByteReader reader, PlayerId player)
    {
        var kind = (AccountKind)reader.U16();
        var asset = new AssetId(reader.U16());
        var sub = reader.U32();
        var owner = reader.U8() switch
        {
            0 => player,
            1 => PlayerId.Operator(player.Partition),
            2 => new PlayerId(reader.Id()),
            var other => throw new MalformedBytesException($"no owner is written as {other}"),
        };
        return new AccountRef(owner, kind, asset, sub);
    }
}
