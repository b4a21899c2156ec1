using System.Globalization;
using System.Text.Json;

namespace Croupier.Verifier;

/// <summary>Reads fields strictly: what is missing or of another kind is a <see cref="FormatException"/> that names the field.</summary>
internal static class JsonFields
{
    public static JsonElement Document(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { AllowDuplicateProperties = false });
            return document.RootElement.Clone();
        }
        catch (JsonException wrong)
        {
            throw new FormatException($"this is no JSON: {wrong.Message}", wrong);
        }
    }

    public static JsonElement Field(this JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var value) ? value : throw new FormatException($"the field '{name}' is missing");

    public static JsonElement? Optional(this JsonElement parent, string name) => parent.Field(name) is { ValueKind: not JsonValueKind.Null } value ? value : null;

    public static IEnumerable<JsonElement> Items(this JsonElement parent, string name) =>
        parent.Field(name) is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray() : throw new FormatException($"'{name}' is no list");

    public static string Text(this JsonElement parent, string name) =>
        parent.Field(name) is { ValueKind: JsonValueKind.String } text ? text.GetString()! : throw new FormatException($"'{name}' is no text");

    public static string? OptionalText(this JsonElement parent, string name) => parent.Optional(name) is null ? null : parent.Text(name);

    public static long Number(this JsonElement parent, string name) =>
        parent.Field(name) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt64(out var value) ? value : throw new FormatException($"'{name}' is no whole number");

    /// <summary>Decimal digits in a text.</summary>
    public static long Amount(this JsonElement parent, string name) =>
        long.TryParse(parent.Text(name), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? value : throw new FormatException($"'{name}' is no amount");

    public static byte[] Bytes(this JsonElement parent, string name) => OfHex(parent.Text(name), name);

    public static byte[]? OptionalBytes(this JsonElement parent, string name) => parent.Optional(name) is null ? null : parent.Bytes(name);

    public static byte[] Hash(this JsonElement parent, string name) =>
        parent.Bytes(name) is { Length: 32 } hash ? hash : throw new FormatException($"'{name}' has not 32 bytes");

    public static Guid Id(this JsonElement parent, string name) =>
        Guid.TryParseExact(parent.Text(name), "D", out var id) ? id : throw new FormatException($"'{name}' is no id");

    private static byte[] OfHex(string text, string name)
    {
        try
        {
            return Convert.FromHexString(text);
        }
        catch (FormatException)
        {
            throw new FormatException($"'{name}' is not hexadecimal");
        }
    }
}
