using System.Text;

namespace Croupier.Host.Config;

/// <summary>The effective configuration as YAML, each value with where it comes from. Of a secret only where it is.</summary>
internal static class EffectiveText
{
    public static string Of(IEnumerable<ConfigurationEntry> entries)
    {
        var root = new Node("", null);
        foreach (var entry in entries)
        {
            root.Place(entry);
        }

        var text = new StringBuilder();
        foreach (var child in root.Children)
        {
            Write(text, child, "", "");
        }

        return text.ToString();
    }

    private static void Write(StringBuilder text, Node node, string indent, string lead)
    {
        var entry = node.Entry;
        if (node.Children.Count == 0 && entry is { IsSection: false })
        {
            text.Append(indent).Append(lead);
            text.Append(entry.Value is null ? $"# {node.Name}: not set\n" : $"{node.Name}: {entry.Value}  # {entry.Origin}\n");
            return;
        }

        if (node.IsItem)
        {
            for (var i = 0; i < node.Children.Count; i++)
            {
                Write(text, node.Children[i], indent + (i == 0 ? "" : "  "), i == 0 ? "- " : "");
            }

            return;
        }

        var isEmpty = node.Children.Count == 0;
        text.Append(indent).Append(lead).Append(node.Name).Append(!isEmpty ? ":\n" : entry is { Expected: ConfigurationSection.ListOfSections } ? ": []\n" : ": {}\n");
        var inner = indent + new string(' ', lead.Length) + "  ";
        foreach (var child in node.Children)
        {
            Write(text, child, inner, "");
        }
    }

    private sealed class Node(string name, ConfigurationEntry? entry)
    {
        public string Name { get; } = name;

        public ConfigurationEntry? Entry { get; private set; } = entry;

        /// <summary>Stands in a list: "commands[0]" is under "commands".</summary>
        public bool IsItem => Name.EndsWith(']');

        public List<Node> Children { get; } = [];

        public void Place(ConfigurationEntry entry)
        {
            var at = this;
            foreach (var part in entry.Path)
            {
                if (part.EndsWith(']'))
                {
                    at = at.Child(part[..part.IndexOf('[', StringComparison.Ordinal)]);
                }

                at = at.Child(part);
            }

            at.Entry = entry;
        }

        private Node Child(string name)
        {
            var child = Children.Find(c => c.Name == name);
            if (child is null)
            {
                Children.Add(child = new Node(name, null));
            }

            return child;
        }
    }
}
