using Croupier.Kernel.Bytes;

namespace Croupier.Kernel.Commands;

/// <summary>
/// 2–8 commands of one player that take effect together or not at all, in order: a later one sees what the earlier ones did. Each child is of a kind that
/// <see cref="Takes"/>, and carries the id that <see cref="CommandId.Derive"/> gives for its number, from 1. A failed chain has the status of the first child that failed,
/// and that child's number as its detail.
/// </summary>
public sealed record Linked(CommandId Id, PlayerId Player, IReadOnlyList<Command> Commands) : Command(Id, Player)
{
    public const int MinCommands = 2;

    public const int MaxCommands = 8;

    /// <summary>Over all children, so that the longest chain is still a command that the log takes.</summary>
    public const int MaxLegs = 32;

    public override CommandKind Kind => CommandKind.Linked;

    /// <summary>The chain of what <paramref name="children"/> make of the ids derived for them.</summary>
    public static Linked Of(CommandId id, PlayerId player, params ReadOnlySpan<Func<CommandId, Command>> children)
    {
        var commands = new Command[children.Length];
        for (var i = 0; i < commands.Length; i++)
        {
            commands[i] = children[i](id.Derive(player, i + 1));
        }

        return new Linked(id, player, commands);
    }

    public static bool Takes(CommandKind kind) =>
        kind is CommandKind.Transfer or CommandKind.PlaceHold or CommandKind.PostHold or CommandKind.VoidHold or CommandKind.SetAccountFlags;

    internal static Linked Read(ref ByteReader reader, CommandId id, PlayerId player)
    {
        var count = reader.U8();
        if (count is < MinCommands or > MaxCommands)
        {
            throw new MalformedBytesException($"{count} linked commands, {MinCommands} to {MaxCommands} are allowed");
        }

        var commands = new Command[count];
        for (var i = 0; i < count; i++)
        {
            commands[i] = ReadChild(reader.LongBytes());
        }

        return new Linked(id, player, commands);
    }

    internal override void WriteBody(ByteWriter writer)
    {
        writer.U8(checked((byte)Commands.Count));
        foreach (var command in Commands)
        {
            var lengthAt = writer.Length;
            writer.I32(0);
            CommandCodec.Write(writer, command);
            writer.PatchI32(lengthAt, writer.Length - lengthAt - 4);
        }
    }

    // The kind is looked at first: bytes that nest chains in chains are never followed.
    private static Command ReadChild(ReadOnlySpan<byte> bytes)
    {
        var command = bytes.Length > 0 && Takes((CommandKind)bytes[0]) ? CommandCodec.Read(bytes) : null;
        return command is null or Unreadable ? throw new MalformedBytesException("a linked command is of no kind that can be linked") : command;
    }
}
