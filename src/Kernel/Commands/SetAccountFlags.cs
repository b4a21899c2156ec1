using Croupier.Kernel.Bytes;

namespace Croupier.Kernel.Commands;

/// <summary>Replaces all flags of one account, and opens the account if it was not. Which flags an account may have depends on its kind (docs/chart-of-accounts.md).</summary>
public sealed record SetAccountFlags(CommandId Id, PlayerId Player, AccountRef Account, AccountFlags Flags) : Command(Id, Player)
{
    public override CommandKind Kind => CommandKind.SetAccountFlags;

    internal static SetAccountFlags Read(ref ByteReader reader, CommandId id, PlayerId player) =>
        new(id, player, AccountRefBytes.Read(ref reader, player), (AccountFlags)reader.U16());

    internal override void WriteBody(ByteWriter writer)
    {
        AccountRefBytes.Write(writer, Account, Player);
        writer.U16((ushort)Flags);
    }
}
