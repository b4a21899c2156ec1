using Croupier.Host.Config;

namespace Croupier.Host.Secrets;

/// <summary>What a reference leads to.</summary>
internal static class SecretSources
{
    public const int LargestBytes = 64 * 1024;

    public static ISecretSource Of(SecretReference reference, SecretsSettings settings) =>
        reference.File is { } file ? new FileSecret(file, settings.GroupReadable)
        : reference.Variable is { } variable ? new VariableSecret(variable)
        : new CommandSecret(reference.Command!, settings.CommandWithin);

    /// <summary>One line's end is the editor's, not the secret's.</summary>
    public static string WithoutLastLineEnd(string text) => text.EndsWith("\r\n", StringComparison.Ordinal) ? text[..^2] : text.EndsWith('\n') ? text[..^1] : text;

    public static string NotEmpty(string text) => text.Length > 0 ? text : throw new SecretException("is empty");
}
