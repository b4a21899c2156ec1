using System.Text;
using Google.Protobuf;

namespace Croupier.Wire.Ledger;

/// <summary>Protobuf's canonical JSON mapping: 64-bit integers as strings, bytes in base64. Every field is written; unknown ones are refused.</summary>
public static class LedgerJson
{
    /// <summary>The deepest request is a command in a command with legs and accounts; deeper nesting is an attack on the parser's stack.</summary>
    private const int MostNesting = 12;

    private static readonly JsonFormatter Formatter = new(JsonFormatter.Settings.Default.WithFormatDefaultValues(true));

    private static readonly JsonParser Parser = new(new JsonParser.Settings(MostNesting));

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static byte[] Write(IMessage message) => StrictUtf8.GetBytes(Formatter.Format(message));

    /// <summary>Null, and why, when the bytes are not UTF-8, not JSON, or not this message.</summary>
    public static T? Read<T>(ReadOnlySpan<byte> utf8, out string why)
        where T : class, IMessage, new()
    {
        why = "";
        try
        {
            return Parser.Parse<T>(StrictUtf8.GetString(utf8));
        }
        catch (DecoderFallbackException)
        {
            why = "is not UTF-8";
        }
        catch (InvalidJsonException)
        {
            why = "is not JSON";
        }
        catch (InvalidProtocolBufferException wrong)
        {
            // The parser's sentence names the field or the value; it is the caller's own text.
            why = $"is no {typeof(T).Name}: {wrong.Message}";
        }

        return null;
    }
}
