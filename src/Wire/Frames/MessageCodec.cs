using Croupier.Wire.Player;
using Google.Protobuf;

namespace Croupier.Wire.Frames;

/// <summary>Reads a frame's message in either form. Never throws: bytes that are no message give null.</summary>
public static class MessageCodec
{
    public static ClientFrame? ReadClient(FrameKind kind, ReadOnlySpan<byte> message)
    {
        var frame = Read(kind, message, ClientFrame.Parser);
        return frame is null || frame.MessageCase == ClientFrame.MessageOneofCase.None ? null : frame;
    }

    public static ServerFrame? ReadServer(FrameKind kind, ReadOnlySpan<byte> message)
    {
        var frame = Read(kind, message, ServerFrame.Parser);
        return frame is null || frame.MessageCase == ServerFrame.MessageOneofCase.None ? null : frame;
    }

    private static T? Read<T>(FrameKind kind, ReadOnlySpan<byte> message, MessageParser<T> parser)
        where T : class, IMessage<T>, new()
    {
        if (kind == FrameKind.Text)
        {
            return MessageJson.TryRead<T>(message, out var read) ? read : null;
        }

        try
        {
            return parser.ParseFrom(message);
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }
    }
}
