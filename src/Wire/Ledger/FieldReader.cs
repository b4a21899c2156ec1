using System.Globalization;
using Croupier.Kernel;
using Google.Protobuf;

namespace Croupier.Wire.Ledger;

/// <summary>
/// Reads the fields of a request and remembers the first that is wrong, by its path and why. Reading goes on with a default, so that each mapping is one expression;
/// the result counts only while <see cref="IsWhole"/>.
/// </summary>
public sealed class FieldReader
{
    private const int HashDigits = 64;
    private const int MostBytes = byte.MaxValue;

    private readonly List<string> path = [];

    public bool IsWhole => Field is null;

    /// <summary>The path of the first wrong field, in the names of the JSON form.</summary>
    public string? Field { get; private set; }

    /// <summary>What is wrong with it, as the end of a sentence that begins with the field.</summary>
    public string Why { get; private set; } = "";

    public void Enter(string step) => path.Add(step);

    public void Enter(string step, int index) => path.Add(string.Create(CultureInfo.InvariantCulture, $"{step}[{index}]"));

    public void Leave() => path.RemoveAt(path.Count - 1);

    public void Refuse(string field, string why)
    {
        if (IsWhole)
        {
            Field = string.Join('.', [.. path, field]);
            Why = why;
        }
    }

    /// <summary>A payment provider's name for a payment; empty when there is none.</summary>
    public string Reference(string text, string field)
    {
        if (!ProviderReference.IsWellFormed(text))
        {
            Refuse(field, $"a provider's reference is 0 to {ProviderReference.MaxLength} printable ASCII characters");
            return "";
        }

        return text;
    }

    /// <summary>A UUID in its usual 36 characters; whether it is a good command id is the partition's to say.</summary>
    public Guid Id(string text, string field)
    {
        if (!Guid.TryParseExact(text, "D", out var id))
        {
            Refuse(field, "is no UUID");
        }

        return id;
    }

    public Hash256 Hash(string text, string field)
    {
        if (text.Length == HashDigits && text.All(char.IsAsciiHexDigit))
        {
            return Hash256.Parse(text);
        }

        Refuse(field, "is no hash of 64 hexadecimal digits");
        return Hash256.Zero;
    }

    /// <summary>An asset by its letters, or by its number where this version has no letters for it.</summary>
    public AssetId Asset(string text, string field)
    {
        if (Assets.Find(text) is { } known)
        {
            return known.Id;
        }

        if (!ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var code))
        {
            Refuse(field, "is no asset known here");
        }

        return new AssetId(code);
    }

    public GameId Game(string text, string field)
    {
        var game = new GameId(text);
        if (!game.IsWellFormed)
        {
            Refuse(field, "is no game's name (1 to 32 of a-z, 0-9 and hyphen)");
        }

        return game;
    }

    public ReadOnlyMemory<byte> Bytes(ByteString bytes, string field)
    {
        if (bytes.Length > MostBytes)
        {
            Refuse(field, "has more than 255 bytes");
            return default;
        }

        return bytes.Memory;
    }

    public ushort SmallNumber(uint value, string field)
    {
        if (value <= ushort.MaxValue)
        {
            return (ushort)value;
        }

        Refuse(field, "is more than 65535");
        return 0;
    }

    /// <summary>A value that this version names. Zero is one only where <typeparamref name="T"/> says so.</summary>
    public T Named<T>(int number, string field)
        where T : struct, Enum
    {
        foreach (var value in EnumValues<T>.All)
        {
            if (value.Number == number)
            {
                return value.Value;
            }
        }

        Refuse(field, number == 0 ? "is not given" : "has a value that is not known");
        return default;
    }

    private static class EnumValues<T>
        where T : struct, Enum
    {
        public static readonly (int Number, T Value)[] All = [.. Enum.GetValues<T>().Select(value => (Convert.ToInt32(value, CultureInfo.InvariantCulture), value))];
    }
}
