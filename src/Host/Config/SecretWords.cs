namespace Croupier.Host.Config;

/// <summary>What each kind of secret looks like.</summary>
internal static class SecretWords
{
    public const string Password = "text of one line";

    public const string Key = "32 bytes, as 64 hexadecimal digits or base64";

    public const string Ring = "lines of `VERSION KEY`, each key 32 bytes as hexadecimal digits or base64";

    public const string NamedKeys = "lines of `ID KEY`, each key 32 bytes or more as hexadecimal digits or base64";

    public const string SigningKey = "a P-256 private key, PEM";

    public const string SigningKeys = "P-256 private keys, PEM, one after the other; the first signs";
}
