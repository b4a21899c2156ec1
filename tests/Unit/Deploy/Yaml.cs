using YamlDotNet.Core;
using YamlDotNet.Serialization;

namespace Croupier.Tests.Unit.Deploy;

/// <summary>A place in a YAML file that may be missing: what is asked of it then is empty, so that a test says what it wanted and not where it stumbled.</summary>
internal sealed class Yaml(object? node)
{
    public bool Exists => node is not null;

    /// <summary>"" where there is no text.</summary>
    public string Text => node as string ?? "";

    public IEnumerable<Yaml> Items => node is List<object?> list ? list.Select(one => new Yaml(one)) : [];

    public IEnumerable<string> Texts => Items.Select(one => one.Text);

    public IEnumerable<(string Key, Yaml Value)> Pairs => node is Dictionary<object, object?> map ? map.Select(pair => ((string)pair.Key, new Yaml(pair.Value))) : [];

    public IEnumerable<string> Keys => Pairs.Select(pair => pair.Key);

    public int Number => int.Parse(Text, System.Globalization.CultureInfo.InvariantCulture);

    public Yaml this[string key] => new(node is Dictionary<object, object?> map ? map.GetValueOrDefault(key) : null);

    /// <summary>"spec.template.spec": keys with dots between them.</summary>
    public Yaml At(string path) => path.Split('.').Aggregate(this, (at, key) => at[key]);

    /// <summary>The documents of a file of the repository, with what `&lt;&lt;` merges in its place.</summary>
    public static IReadOnlyList<Yaml> Documents(string file)
    {
        using var text = File.OpenText(Path.Combine(RepositoryFolder.Root, file));
        var parser = new MergingParser(new Parser(text));
        var deserializer = new DeserializerBuilder().Build();
        var documents = new List<Yaml>();
        parser.Consume<YamlDotNet.Core.Events.StreamStart>();
        while (parser.Accept<YamlDotNet.Core.Events.DocumentStart>(out _))
        {
            documents.Add(new Yaml(deserializer.Deserialize<object?>(parser)));
        }

        return documents;
    }
}
