namespace Croupier.Platform.Identity;

/// <summary>What a new password must be: long, and not the name it protects. No character classes: they make passwords worse (NIST SP 800-63B §5.1.1.2).</summary>
internal static class PasswordRules
{
    public const int MinLength = 10;

    /// <summary>Also bounds what a stranger can make us hash.</summary>
    public const int MaxLength = 128;

    public static bool IsAcceptable(string? password, EmailAddress email) =>
        CanBeOne(password)
        && password!.Length >= MinLength
        && !string.Equals(password, email.Text, StringComparison.OrdinalIgnoreCase)
        && password.Distinct().Count() > 1;

    /// <summary>False for what no account can have as its password, whoever it is.</summary>
    public static bool CanBeOne(string? password) => password is { Length: > 0 and <= MaxLength };
}
