using System.Text.RegularExpressions;

namespace Croupier.Tests.Unit.Deploy;

/// <summary>Which secret files a configuration in deploy/ names, and which part must have them and no other.</summary>
internal static class Secrets
{
    /// <summary>By part. A ledger proves every producer's batches, so it has all their rings; migrations give every database user its password, and make the log as the operator.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> Expected(string configurationFile)
    {
        var named = Named(Yaml.Documents(configurationFile).Single(), []).ToList();
        return Parts.Roles.Concat(Parts.Verbs).ToDictionary(
            part => part,
            part => (IReadOnlyList<string>)[.. named.Where(one => IsFor(part, one.Path)).Select(one => one.File).Order(StringComparer.Ordinal)]);
    }

    /// <summary>The lines `secret croupier-PART NAME …` of the script that prints Kubernetes' secrets.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> OfScript(string file) =>
        File.ReadLines(Path.Combine(RepositoryFolder.Root, file))
            .Select(line => Regex.Match(line, "^secret croupier-(\\w+) (.+)$"))
            .Where(match => match.Success)
            .ToDictionary(match => match.Groups[1].Value, match => (IReadOnlyList<string>)[.. match.Groups[2].Value.Split(' ').Order(StringComparer.Ordinal)]);

    private static IEnumerable<(string[] Path, string File)> Named(Yaml at, string[] path) =>
        at["file"].Text is { Length: > 0 } file
            ? [(path, Path.GetFileName(file))]
            : at.Pairs.SelectMany(pair => Named(pair.Value, [.. path, pair.Key]));

    private static bool IsFor(string part, string[] path) => path switch
    {
        ["migrations", ..] => part == Parts.Migrate,
        ["databases", var role, ..] => part == role || part == Parts.Migrate,
        ["log", "credentials", var role, ..] => part == role || (part == Parts.Migrate && role == Parts.Operator),
        ["producer_keys", var role] => part == role || part == "ledger",
        [var role, ..] => part == role,
        [] => false,
    };
}
