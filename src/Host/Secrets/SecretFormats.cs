using System.Globalization;
using System.Security.Cryptography;
using Croupier.Host.Data;

namespace Croupier.Host.Secrets;

/// <summary>
/// Reads a secret's text. Every one of these refuses what bears start-dev's mark. Throws <see cref="SecretException"/>, or <see cref="DevelopmentSecretException"/>, without
/// the secret in the message.
/// </summary>
internal static class SecretFormats
{
    public const int KeyBytes = 32;

    private const int LongestKeyBytes = 1024;
    private const int MostKeys = 64;

    /// <summary>What PostgreSQL, RabbitMQ and HTTP headers all take unchanged.</summary>
    public static string Password(string text)
    {
        if (text.Any(c => c is < '!' or > '~'))
        {
            throw new SecretException("is no password: printable characters of ASCII on one line");
        }

        return DevelopmentMark.IsOn(text) ? throw new DevelopmentSecretException() : text;
    }

    public static byte[] Key(string text) => Bytes(text) is { Length: KeyBytes } key ? key : throw new SecretException($"is no key of {KeyBytes} bytes");

    /// <summary>Lines of "VERSION KEY".</summary>
    public static KeyRing Ring(string text, int highest)
    {
        var keys = new Dictionary<int, byte[]>();
        foreach (var (name, key) in Lines(text, Key))
        {
            if (!int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var version) || version < 1 || version > highest || !keys.TryAdd(version, key))
            {
                throw new SecretException($"has a line whose version is not a number of 1 to {highest}, or is there twice");
            }
        }

        return new KeyRing(keys);
    }

    /// <summary>Lines of "ID KEY".</summary>
    public static IReadOnlyDictionary<string, byte[]> NamedKeys(string text)
    {
        var keys = new Dictionary<string, byte[]>();
        foreach (var (name, key) in Lines(text, Bytes))
        {
            if (key.Length < KeyBytes || name.Length > 32 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_') || !keys.TryAdd(name, key))
            {
                throw new SecretException($"has a line whose id is not 1–32 letters, digits, - and _, or is there twice, or whose key has less than {KeyBytes} bytes");
            }
        }

        return keys;
    }

    /// <summary>P-256 private keys in PEM, one or more.</summary>
    public static IReadOnlyList<ECDsa> SigningKeys(string text)
    {
        var keys = new List<ECDsa>();
        var rest = text.AsSpan();
        while (PemEncoding.TryFind(rest, out var found))
        {
            keys.Add(SigningKey(rest[found.Location]));
            rest = rest[found.Location.End..];
        }

        return keys.Count > 0 ? keys : throw new SecretException("has no key in PEM");
    }

    private static ECDsa SigningKey(ReadOnlySpan<char> pem)
    {
        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(pem);
            if (key.KeySize == 256 && key.ExportParameters(includePrivateParameters: true) is { D: not null, Curve.Oid.Value: "1.2.840.10045.3.1.7" })
            {
                return DevelopmentMark.IsOn(key) ? throw new DevelopmentSecretException() : key;
            }
        }
        catch (Exception error) when (error is ArgumentException or CryptographicException)
        {
            key.Dispose();
            throw new SecretException("has something in PEM that is no private key of P-256", error);
        }

        key.Dispose();
        throw new SecretException("has a key that is none of P-256");
    }

    private static List<(string Name, byte[] Key)> Lines(string text, Func<string, byte[]> read)
    {
        var lines = text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Where(line => !line.StartsWith('#')).ToList();
        if (lines.Count is 0 or > MostKeys)
        {
            throw new SecretException($"has {lines.Count} keys, and 1 to {MostKeys} are wanted");
        }

        return lines.ConvertAll(line => line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries) is [var name, var key]
            ? (name, read(key))
            : throw new SecretException("has a line that is not a name, a space and a key"));
    }

    private static byte[] Bytes(string text)
    {
        var bytes = text.Length % 2 == 0 && text.All(char.IsAsciiHexDigit) ? Convert.FromHexString(text) : FromBase64(text);
        if (bytes.Length is 0 or > LongestKeyBytes || !bytes.AsSpan().ContainsAnyExcept((byte)0))
        {
            throw new SecretException("has a key that is neither hexadecimal digits nor base64, or is all zero");
        }

        return DevelopmentMark.IsOn(bytes) ? throw new DevelopmentSecretException() : bytes;
    }

    private static byte[] FromBase64(string text)
    {
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var length) ? bytes[..length] : [];
    }
}

/// <summary>The secret is one that start-dev made.</summary>
internal sealed class DevelopmentSecretException() : Exception("is a secret of start-dev: make one of your own");
