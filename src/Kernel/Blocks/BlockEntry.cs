using Croupier.Kernel.Bytes;
using Croupier.Kernel.Commands;

namespace Croupier.Kernel.Blocks;

/// <summary>One decision: who asked, what, and what was decided. Refusals are entries too.</summary>
public readonly record struct BlockEntry(Caller Caller, Command Command, CommandResult Result)
{
    /// <summary>Role (1), instance (4), command length (4), command, result.</summary>
    public void Write(ByteWriter writer)
    {
        writer.U8((byte)Caller.Role);
        writer.U32(Caller.Instance);
        var lengthAt = writer.Length;
        writer.I32(0);
        CommandCodec.Write(writer, Command);
        writer.PatchI32(lengthAt, writer.Length - lengthAt - 4);
        Result.Write(writer);
    }

    public static BlockEntry Read(ref ByteReader reader)
    {
        var caller = new Caller((Role)reader.U8(), reader.U32());
        var command = CommandCodec.Read(reader.LongBytes());
        return new BlockEntry(caller, command, CommandResult.Read(ref reader));
    }
}
