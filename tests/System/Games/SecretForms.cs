using System.Text;

namespace Croupier.Tests.System.Games;

/// <summary>
/// The forms in which a secret could stand in a text: raw, hexadecimal either way, base64 and base64url, the last two also in the middle of something longer, where
/// the first and last characters depend on the neighbours; and its beginning alone, as a line that shortens would show it.
/// </summary>
internal sealed class SecretForms
{
    /// <summary>64 bits: enough that no text holds them by chance.</summary>
    private const int BeginningBytes = 8;

    private readonly List<string> forms = [];

    public SecretForms(byte[] secret)
    {
        forms.Add(Encoding.Latin1.GetString(secret));
        forms.Add(Convert.ToHexStringLower(secret));
        forms.Add(Convert.ToHexString(secret));
        for (var shift = 0; shift < 3; shift++)
        {
            // Two characters at the start and three at the end may hold bits of a neighbour.
            var text = Convert.ToBase64String([.. new byte[shift], .. secret])[(shift == 0 ? 0 : shift + 1)..].TrimEnd('=')[..^3];
            forms.Add(text);
            forms.Add(text.Replace('+', '-').Replace('/', '_'));
        }

        var beginning = secret.AsSpan(0, BeginningBytes).ToArray();
        forms.Add(Convert.ToHexStringLower(beginning));
        forms.Add(Convert.ToHexString(beginning));
        forms.Add(Convert.ToBase64String(beginning)[..10]);
        forms.Add(BitConverter.ToString(beginning));
        forms.Add(string.Join(", ", beginning));
        forms.Add(string.Join(",", beginning));
    }

    public IReadOnlyList<string> All => forms;

    public bool IsIn(string text) => forms.Exists(f => text.Contains(f, StringComparison.Ordinal));
}
