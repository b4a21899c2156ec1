using System.Text.Json;

namespace Croupier.Platform.Tokens;

/// <summary>Reads a flat JSON object of strings and whole numbers. A member twice, a nested value or anything after the object makes it unreadable.</summary>
internal static class StrictJson
{
    public static bool TryReadObject(ReadOnlySpan<byte> utf8, out Dictionary<string, object> members)
    {
        members = new Dictionary<string, object>(StringComparer.Ordinal);
        try
        {
            var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = 1 });
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return false;
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var name = reader.GetString()!;
                if (!reader.Read() || ValueOf(ref reader) is not { } value || !members.TryAdd(name, value))
                {
                    return false;
                }
            }

            return reader.TokenType == JsonTokenType.EndObject && !reader.Read();
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    private static object? ValueOf(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.String => reader.GetString(),
        JsonTokenType.Number when reader.TryGetInt64(out var number) => number,
        _ => null,
    };
}
