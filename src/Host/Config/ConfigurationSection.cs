using YamlDotNet.RepresentationModel;

namespace Croupier.Host.Config;

/// <summary>A mapping of the file, or the place where one could be. Each method asks for one key, and by asking makes it known.</summary>
internal sealed class ConfigurationSection(ConfigurationReading reading, IReadOnlyList<string> path, YamlMappingNode? node, bool mayBeSet)
{
    public const string ListOfSections = "a list of sections";

    private readonly List<string> asked = [];
    private bool takesAnyName;

    private IEnumerable<KeyValuePair<YamlNode, YamlNode>> Children => node is null ? [] : node.Children;

    public ConfigurationReading Reading => reading;

    /// <summary>One value. Null comes back only where <paramref name="fallback"/> is null.</summary>
    public T One<T>(string key, Kind<T> kind, T fallback, string about, Need? need = null)
    {
        var (value, origin) = Look(key, kind, need ?? Need.None, isMissing: fallback is null) ?? (fallback, Origins.Default);
        string? Shown(T one) => one is null && !kind.TakesNone ? null : kind.Show(one);
        Note(key, about, kind.Expected, Shown(fallback), need, Shown(value), origin);
        return value;
    }

    /// <summary>A list: a YAML sequence, or words with commas between them, as in a variable.</summary>
    public IReadOnlyList<T> Many<T>(string key, Kind<T> kind, IReadOnlyList<T> fallback, string about, Need? need = null)
    {
        string Show(IReadOnlyList<T> values) => $"[{string.Join(", ", values.Select(kind.Show))}]";
        var (values, origin) = LookMany(key, kind, need ?? Need.None, isMissing: fallback.Count == 0) ?? (fallback, Origins.Default);
        Note(key, about, $"a list, each {kind.Expected}", Show(fallback), need, Show(values), origin);
        return values;
    }

    /// <summary>A file or folder, from the configuration's folder on.</summary>
    public string? File(string key, string? fallback, string about, Need? need = null) =>
        One(key, Kinds.Path, fallback!, about, need) is { } file ? Path.GetFullPath(file, reading.Folder) : null;

    public SecretReference? Secret(string key, string expected, string about, Need? need = null) =>
        new SecretKey(reading, PathOf(key), Child(key), mayBeSet).Read(expected, about, need ?? Need.None);

    public ConfigurationSection Section(string key, string about)
    {
        var child = Child(key);
        reading.Entries.Add(new ConfigurationEntry { Path = PathOf(key), About = about, IsSection = true, Variable = null, Origin = child is null ? "" : Origins.Line(child) });
        return reading.Open(PathOf(key), Mapping(key, child), mayBeSet);
    }

    /// <summary>Sections under names that the file chooses. <paramref name="placeholder"/> stands for them in the reference.</summary>
    public IReadOnlyList<(string Name, ConfigurationSection Section)> Named(string placeholder, Kind<string> kind, string about)
    {
        takesAnyName = true;
        if (reading.Describing)
        {
            reading.Entries.Add(new ConfigurationEntry { Path = PathOf(placeholder), About = about, Expected = kind.Expected, IsSection = true });
            return [(placeholder, reading.Open(PathOf(placeholder), null, mayBeSet))];
        }

        var found = new List<(string, ConfigurationSection)>();
        foreach (var (key, value) in Children)
        {
            var name = (key as YamlScalarNode)?.Value ?? "";
            if (!kind.Parse(name).Is)
            {
                reading.Wrong(PathOf(name), key, $"a name here is {kind.Expected}");
                continue;
            }

            reading.Entries.Add(new ConfigurationEntry { Path = PathOf(name), About = about, IsSection = true, Origin = Origins.Line(value) });
            found.Add((name, reading.Open(PathOf(name), Mapping(name, value), mayBeSet)));
        }

        return found;
    }

    /// <summary>A list of sections. No variable reaches into it.</summary>
    public IReadOnlyList<ConfigurationSection> Items(string key, string about)
    {
        reading.Entries.Add(new ConfigurationEntry { Path = PathOf(key), About = about, Expected = ListOfSections, IsSection = true });
        if (reading.Describing)
        {
            asked.Add(key);
            return [reading.Open(PathOf(key), null, mayBeSet: false)];
        }

        switch (Child(key))
        {
            case null:
                return [];
            case YamlSequenceNode list:
                return [.. list.Children.Select((item, i) => reading.Open(PathOf($"{key}[{i}]"), Mapping($"{key}[{i}]", item), mayBeSet: false))];
            case var other:
                reading.Wrong(PathOf(key), other, "expected a list");
                return [];
        }
    }

    public void Wrong(string key, string message) => reading.Wrong(PathOf(key), Find(key), message);

    public void NoteUnknown()
    {
        foreach (var (key, _) in takesAnyName ? [] : Children)
        {
            var name = (key as YamlScalarNode)?.Value ?? key.ToString();
            if (!asked.Contains(name))
            {
                reading.Wrong(PathOf(name), key, $"there is no such key{Suggestion.For(name, asked)}");
            }
        }
    }

    private IReadOnlyList<string> PathOf(string key) => [.. path, key];

    private YamlNode? Child(string key)
    {
        asked.Add(key);
        return Find(key);
    }

    private YamlNode? Find(string key) => node is not null && node.Children.TryGetValue(new YamlScalarNode(key), out var child) ? child : null;

    private YamlMappingNode? Mapping(string key, YamlNode? child)
    {
        switch (child)
        {
            case null or YamlMappingNode:
                return (YamlMappingNode?)child;
            case YamlScalarNode { Value: null or "" }:
                return null;
            default:
                reading.Wrong(PathOf(key), child, $"expected keys under it, and it is {Origins.What(child)}");
                return null;
        }
    }

    private (T, string)? Look<T>(string key, Kind<T> kind, Need need, bool isMissing)
    {
        var child = Child(key);
        if (Variable(key) is var (name, given) && given is not null)
        {
            return Parse(kind, given, message => reading.Errors.Add(new ConfigurationError(string.Join('.', PathOf(key)), name, 0, message))) is { Is: true, Value: var set } ? (set, name) : null;
        }

        switch (child)
        {
            case null:
                NoteMissing(key, kind.Expected, need, isMissing);
                return null;
            case YamlScalarNode { Value: { Length: > 0 } text }:
                return Parse(kind, text, message => reading.Wrong(PathOf(key), child, message)) is { Is: true, Value: var value } ? (value, Origins.Line(child)) : null;
            default:
                reading.Wrong(PathOf(key), child, $"expected {kind.Expected}, and it is {Origins.What(child)}");
                return null;
        }
    }

    private (IReadOnlyList<T>, string)? LookMany<T>(string key, Kind<T> kind, Need need, bool isMissing)
    {
        var child = Child(key);
        var (name, given) = Variable(key);
        var origin = given is not null ? name : child is null ? "" : Origins.Line(child);
        IReadOnlyList<(string? Text, YamlNode? At)> words;
        switch (given, child)
        {
            case (not null, _):
                words = [.. Words(given).Select(w => ((string?)w, (YamlNode?)null))];
                break;
            case (_, null):
                NoteMissing(key, $"a list, each {kind.Expected}", need, isMissing);
                return null;
            case (_, YamlScalarNode { Value: { Length: > 0 } text }):
                words = [.. Words(text).Select(w => ((string?)w, (YamlNode?)child))];
                break;
            case (_, YamlSequenceNode list):
                words = [.. list.Children.Select(c => ((c as YamlScalarNode)?.Value, (YamlNode?)c))];
                break;
            default:
                reading.Wrong(PathOf(key), child, $"expected a list, each {kind.Expected}, and it is {Origins.What(child)}");
                return null;
        }

        var values = new List<T>();
        foreach (var (text, at) in words)
        {
            var parsed = Parse(kind, text ?? "", message => reading.Errors.Add(new ConfigurationError(string.Join('.', PathOf(key)), at is null ? name : Origins.Line(at), (int)(at?.Start.Line ?? 0), message)));
            if (parsed.Is)
            {
                values.Add(parsed.Value);
            }
        }

        return (values, origin);
    }

    private static string[] Words(string text) => text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static Parsed<T> Parse<T>(Kind<T> kind, string text, Action<string> wrong)
    {
        var parsed = kind.Parse(text);
        if (!parsed.Is)
        {
            wrong($"expected {kind.Expected}, and it is '{(text.Length > 60 ? text[..60] + "…" : text)}'");
        }

        return parsed;
    }

    private (string Name, string? Given) Variable(string key)
    {
        var name = ConfigurationReading.VariableOf(PathOf(key));
        return (name, mayBeSet ? reading.Variable(name) : null);
    }

    private void NoteMissing(string key, string expected, Need need, bool isMissing)
    {
        if (isMissing && !reading.Describing && need.IsFelt(reading.Roles))
        {
            reading.Wrong(PathOf(key), null, $"is missing, and needed{(need.Roles.Count == 0 ? "" : $" by {need}")}: {expected}");
        }
    }

    private void Note(string key, string about, string expected, string? byDefault, Need? need, string? value, string origin) => reading.Entries.Add(new ConfigurationEntry
    {
        Path = PathOf(key),
        About = about,
        Expected = expected,
        Default = byDefault,
        Need = need ?? Need.None,
        Value = value,
        Origin = origin,
        Variable = mayBeSet ? ConfigurationReading.VariableOf(PathOf(key)) : null,
    });
}
