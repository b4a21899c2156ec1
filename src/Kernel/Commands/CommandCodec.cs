using Croupier.Kernel.Bytes;

namespace Croupier.Kernel.Commands;

/// <summary>
/// A command's bytes: kind (1), id (16), player (16), body by kind. Documented in docs/block-layout.md, frozen by a test.
/// </summary>
public static class CommandCodec
{
    /// <summary>The most bytes one command may take; a longer one is refused where it comes in. What is set aside has as many of its own, and its own head before them.</summary>
    public const int MaxBytes = 4096;

    private const int HeadBytes = 33;

    [ThreadStatic]
    private static ByteWriter? scratch;

    public static void Write(ByteWriter writer, Command command)
    {
        if (command is Unreadable unreadable)
        {
            writer.Raw(unreadable.Bytes.Span);
            return;
        }

        WriteHead(writer, command);
        command.WriteBody(writer);
    }

    public static byte[] ToArray(Command command)
    {
        var writer = RentWriter();
        Write(writer, command);
        return writer.ToArray();
    }

    /// <summary>Never throws: bytes that no command has become <see cref="Unreadable"/>, which the partition refuses and keeps.</summary>
    public static Command Read(ReadOnlySpan<byte> bytes)
    {
        try
        {
            var reader = new ByteReader(bytes);
            var kind = (CommandKind)reader.U8();
            var id = new CommandId(reader.Id());
            var player = new PlayerId(reader.Id());
            var command = ReadBody(ref reader, kind, id, player);
            reader.ExpectEnd();
            return command;
        }
        catch (MalformedBytesException)
        {
            return Unreadable.From(bytes[..Math.Min(bytes.Length, MaxBytes)]);
        }
    }

    internal static void WriteHead(ByteWriter writer, Command command)
    {
        writer.U8((byte)command.Kind);
        writer.Id(command.Id.Value);
        writer.Id(command.Player.Value);
    }

    /// <summary>The id and the player that a command's bytes begin with; none where there are too few.</summary>
    public static (CommandId Id, PlayerId Player) PeekHead(ReadOnlySpan<byte> bytes) =>
        bytes.Length < HeadBytes
            ? default
            : (new CommandId(new Guid(bytes[1..17], bigEndian: true)), new PlayerId(new Guid(bytes[17..33], bigEndian: true)));

    internal static ByteWriter RentWriter()
    {
        scratch ??= new ByteWriter(512);
        scratch.Clear();
        return scratch;
    }

    private static Command ReadBody(ref ByteReader reader, CommandKind kind, CommandId id, PlayerId player) => kind switch
    {
        CommandKind.Tick => Tick.Read(ref reader, id, player),
        CommandKind.OpenPlayer => OpenPlayer.Read(ref reader, id, player),
        CommandKind.SetPlayerState => SetPlayerState.Read(ref reader, id, player),
        CommandKind.SetLimit => SetLimit.Read(ref reader, id, player),
        CommandKind.ConfirmLimit => ConfirmLimit.Read(ref reader, id, player),
        CommandKind.TimeOut => TimeOut.Read(ref reader, id, player),
        CommandKind.Exclude => Exclude.Read(ref reader, id, player),
        CommandKind.SetZone => SetZone.Read(ref reader, id, player),
        CommandKind.SetProfile => SetProfile.Read(ref reader, id, player),
        CommandKind.RegisterGame => RegisterGame.Read(ref reader, id, player),
        CommandKind.RegisterProfile => RegisterProfile.Read(ref reader, id, player),
        CommandKind.OpenChain => OpenChain.Read(ref reader, id, player),
        CommandKind.SetClientSeed => SetClientSeed.Read(ref reader, id, player),
        CommandKind.CloseChain => CloseChain.Read(ref reader, id, player),
        CommandKind.PlayRound => PlayRound.Read(ref reader, id, player),
        CommandKind.OpenRound => OpenRound.Read(ref reader, id, player),
        CommandKind.StepRound => StepRound.Read(ref reader, id, player),
        CommandKind.AbandonRound => AbandonRound.Read(ref reader, id, player),
        CommandKind.VoidRound => VoidRound.Read(ref reader, id, player),
        CommandKind.Transfer => Transfer.Read(ref reader, id, player),
        CommandKind.PlaceHold => PlaceHold.Read(ref reader, id, player),
        CommandKind.PostHold => PostHold.Read(ref reader, id, player),
        CommandKind.VoidHold => VoidHold.Read(ref reader, id, player),
        CommandKind.SetAccountFlags => SetAccountFlags.Read(ref reader, id, player),
        CommandKind.Linked => Linked.Read(ref reader, id, player),
        CommandKind.SendAcross => SendAcross.Read(ref reader, id, player),
        CommandKind.ReceiveAcross => ReceiveAcross.Read(ref reader, id, player),
        CommandKind.SettleAcross => SettleAcross.Read(ref reader, id, player),
        CommandKind.OpenDeposit => OpenDeposit.Read(ref reader, id, player),
        CommandKind.ConfirmDeposit => ConfirmDeposit.Read(ref reader, id, player),
        CommandKind.CancelDeposit => CancelDeposit.Read(ref reader, id, player),
        CommandKind.RequestWithdrawal => RequestWithdrawal.Read(ref reader, id, player),
        CommandKind.SettleWithdrawal => SettleWithdrawal.Read(ref reader, id, player),
        CommandKind.MovePartition => MovePartition.Read(ref reader, id, player),
        CommandKind.SetAside => SetAside.Read(ref reader, id, player),
        _ => throw new MalformedBytesException($"no command has kind {(byte)kind}"),
    };
}
