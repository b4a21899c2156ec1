using Croupier.Kernel;
using YamlDotNet.RepresentationModel;

namespace Croupier.Host.Config;

/// <summary>
/// One reading of a configuration: what sections ask for is looked up in the environment, then in the file, and noted with where it was found. What was never asked for
/// is wrong. Errors are collected, so that whoever mends a file sees all of them at once. Describing, nothing is looked up and every key is noted: the reference page.
/// </summary>
internal sealed class ConfigurationReading
{
    public const string Prefix = "CROUPIER_";

    private readonly List<ConfigurationSection> opened = [];
    private readonly HashSet<string> known = [];
    private readonly HashSet<string> notOurs = [];

    public ConfigurationReading(string folder, YamlMappingNode? root, IReadOnlyDictionary<string, string> environment, bool describing = false)
    {
        Folder = folder;
        Environment = environment;
        Describing = describing;
        Root = Open([], root, mayBeSet: true);
    }

    /// <summary>What paths start from.</summary>
    public string Folder { get; }

    public IReadOnlyDictionary<string, string> Environment { get; }

    public bool Describing { get; }

    /// <summary>The roles that this process runs: they decide what is needed.</summary>
    public IReadOnlyList<Role> Roles { get; set; } = [];

    public ConfigurationSection Root { get; }

    public List<ConfigurationEntry> Entries { get; } = [];

    public List<ConfigurationError> Errors { get; } = [];

    public static string VariableOf(IEnumerable<string> path) =>
        Prefix + string.Join("__", path.Select(part => part.ToUpperInvariant().Replace('-', '_')));

    public ConfigurationSection Open(IReadOnlyList<string> path, YamlMappingNode? node, bool mayBeSet)
    {
        var section = new ConfigurationSection(this, path, node, mayBeSet);
        opened.Add(section);
        return section;
    }

    public string? Variable(string name)
    {
        known.Add(name);
        return Environment.GetValueOrDefault(name);
    }

    /// <summary>A variable that a secret comes from is none of the configuration, whatever it is called.</summary>
    public void IsASecrets(string variable) => notOurs.Add(variable);

    public void Wrong(IEnumerable<string> path, YamlNode? at, string message) =>
        Errors.Add(new ConfigurationError(string.Join('.', path), at is null ? "" : $"line {at.Start.Line}", (int)(at?.Start.Line ?? 0), message));

    /// <summary>After all was asked: what stands in the file or the environment that nothing asked for.</summary>
    public void Finish()
    {
        foreach (var section in opened)
        {
            section.NoteUnknown();
        }

        foreach (var name in Environment.Keys.Where(IsOurs).Order(StringComparer.Ordinal))
        {
            Errors.Add(new ConfigurationError(name, "environment", 0, $"there is no such key{Suggestion.For(name, Near(name))}"));
        }

        Errors.Sort((a, b) => (a.Line, a.Key).CompareTo((b.Line, b.Key)));
    }

    // Kubernetes puts CROUPIER_GAMES_SERVICE_HOST and CROUPIER_GAMES_PORT_7443_TCP into every container where a service is called croupier-games.
    private bool IsOurs(string name) =>
        name.StartsWith(Prefix, StringComparison.Ordinal)
        && !known.Contains(name)
        && !notOurs.Contains(name)
        && (name.Contains("__", StringComparison.Ordinal) || !(name.Contains("_SERVICE_", StringComparison.Ordinal) || name.Contains("_PORT", StringComparison.Ordinal)));

    private string[] Near(string name) =>
        [.. known.Where(k => Suggestion.Distance(k, name) <= Math.Max(2, name.Length / 6)).OrderBy(k => Suggestion.Distance(k, name)).Take(1)];
}
