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

        foreach (var name in Environment.Keys.Where(n => n.StartsWith(Prefix, StringComparison.Ordinal) && !known.Contains(n) && !notOurs.Contains(n)).Order(StringComparer.Ordinal))
        {
            NoteUnknown(name);
        }

        Errors.Sort((a, b) => (a.Line, a.Key).CompareTo((b.Line, b.Key)));
    }

    // Others may have variables that begin so (Kubernetes puts CROUPIER_GAMES_SERVICE_HOST into every container where a service is called croupier-games): without the
    // mark of two levels, a name is a mistake only if it is near one of ours.
    private void NoteUnknown(string name)
    {
        var near = known.Where(k => Suggestion.Distance(k, name) <= Math.Max(2, name.Length / 8)).OrderBy(k => Suggestion.Distance(k, name)).Take(1).ToList();
        if (near.Count > 0 || name.Contains("__", StringComparison.Ordinal))
        {
            Errors.Add(new ConfigurationError(name, "environment", 0, $"there is no such key{Suggestion.For(name, near)}"));
        }
    }
}
