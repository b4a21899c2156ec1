using System.Text;

namespace Croupier.Tests.System.Games;

/// <summary>
/// The forms in which a secret could stand in a text: raw, hexadecimal either way, base64 and base64url, the last two also in the middle of something longer, where
/// the first and last characters depend on the neighbours.
/// </summary>
internal sealed class SecretForms
{
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

        forms.Add(string.Join(", ", secret));
        forms.Add(string.Join(",", secret));
        forms.Add(BitConverter.ToString(secret));
    }

    public IReadOnlyList<string> All => forms;

    public bool IsIn(string text) => forms.Exists(f => text.Contains(f, StringComparison.Ordinal));
}
