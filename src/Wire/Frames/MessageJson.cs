using System.Text;
using Google.Protobuf;

namespace Croupier.Wire.Frames;

/// <summary>Protobuf's JSON mapping. Every field is written, zero and empty ones too, so that a reader by hand sees the status; unknown fields are refused.</summary>
public static class MessageJson
{
    /// <summary>A frame has an object in an object; deeper nesting is an attack on the parser's stack.</summary>
    private const int MostNesting = 4;

    private static readonly JsonFormatter Formatter = new(JsonFormatter.Settings.Default.WithFormatDefaultValues(true));

    private static readonly JsonParser Parser = new(new JsonParser.Settings(MostNesting));

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static string Write(IMessage message) => Formatter.Format(message);

    /// <summary>False when the bytes are not UTF-8, not JSON, or not this message.</summary>
    public static bool TryRead<T>(ReadOnlySpan<byte> utf8, out T? message)
        where T : class, IMessage, new()
    {
        message = null;
        try
        {
            message = Parser.Parse<T>(StrictUtf8.GetString(utf8));
            return true;
        }
        catch (Exception unreadable) when (unreadable is DecoderFallbackException or InvalidProtocolBufferException or InvalidJsonException)
        {
            return false;
        }
    }
}
