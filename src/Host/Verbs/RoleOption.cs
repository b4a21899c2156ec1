using System.CommandLine;
using Croupier.Host.Config;
using Croupier.Host.Data;
using Croupier.Kernel;

namespace Croupier.Host.Verbs;

/// <summary><c>--role games,ledger</c> and <c>--config FILE</c>, as every verb that reads a configuration takes them.</summary>
internal static class RoleOption
{
    public static Option<string?> Roles() => new("--role") { Description = $"Roles, with commas between them: {string.Join(", ", RoleNames.Runnable.Keys)}." };

    public static Option<string> Config() => new("--config") { Description = "The configuration, a YAML file (docs/configuration.md).", Required = true };

    /// <summary>Null where none were given.</summary>
    public static IReadOnlyList<Role>? Parse(string? text) => text is null ? null : [.. Words(text).Select(Find).Distinct()];

    private static string[] Words(string text) =>
        text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) is { Length: > 0 } words
            ? words
            : throw new EnvironmentException(ExitCode.Usage, "--role wants one role or more");

    private static Role Find(string word) =>
        RoleNames.Runnable.TryGetValue(word, out var role) ? role : throw new EnvironmentException(ExitCode.Usage, $"there is no role '{word}'{Suggestion.For(word, [.. RoleNames.Runnable.Keys])}");
}
