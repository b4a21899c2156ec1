using YamlDotNet.RepresentationModel;

namespace Croupier.Host.Config;

/// <summary>
/// A key whose value is a secret: the file says where the secret is, never what it is. Whatever stands there instead is not repeated in the error, because it may be the
/// secret itself.
/// </summary>
internal sealed class SecretKey(ConfigurationReading reading, IReadOnlyList<string> path, YamlNode? node, bool mayBeSet)
{
    private const string Forms = "{file: PATH}, {env: NAME} or {command: [PROGRAM, ARGUMENT, …]}";

    public SecretReference? Read(string expected, string about, Need need)
    {
        var (reference, origin) = FromVariables() ?? FromFile() ?? (null, "");
        if (reference is null && node is null && !reading.Describing && need.IsFelt(reading.Roles))
        {
            reading.Wrong(path, null, $"is missing, and needed{(need.Roles.Count == 0 ? "" : $" by {need}")}: a secret, {Forms}");
        }

        if (reference?.Variable is { } variable)
        {
            reading.IsASecrets(variable);
        }

        reading.Entries.Add(new ConfigurationEntry
        {
            Path = path,
            About = about,
            Expected = $"a secret: {expected}",
            Need = need,
            Value = reference?.Masked(),
            Origin = origin,
            Variable = mayBeSet ? ConfigurationReading.VariableOf(path) + "__FILE, …__ENV or …__COMMAND" : null,
            IsSecret = true,
        });
        return reference;
    }

    private (SecretReference?, string)? FromVariables()
    {
        if (!mayBeSet)
        {
            return null;
        }

        (string Name, SecretReference Reference)[] given =
        [
            .. Given("file").Select(g => (g.Name, SecretReference.OfFile(Path.GetFullPath(g.Text, reading.Folder)))),
            .. Given("env").Select(g => (g.Name, SecretReference.OfVariable(g.Text))),
            .. Given("command").Select(g => (g.Name, SecretReference.OfCommand(g.Text.Split(' ', StringSplitOptions.RemoveEmptyEntries)))),
        ];
        if (given.Length > 1)
        {
            reading.Errors.Add(new ConfigurationError(string.Join('.', path), "environment", 0, $"a secret comes from one place, and these are set: {string.Join(", ", given.Select(g => g.Name))}"));
        }

        return given.Length == 0 ? null : (given[0].Reference, given[0].Name);
    }

    private IEnumerable<(string Name, string Text)> Given(string form)
    {
        var name = ConfigurationReading.VariableOf([.. path, form]);
        return reading.Variable(name) is { Length: > 0 } text ? [(name, text)] : [];
    }

    private (SecretReference?, string)? FromFile()
    {
        switch (node)
        {
            case null:
                return null;
            case YamlMappingNode { Children.Count: 1 } mapping:
                var (key, value) = mapping.Children.First();
                SecretReference? reference = ((key as YamlScalarNode)?.Value, value) switch
                {
                    ("file", YamlScalarNode { Value: { Length: > 0 } file }) => SecretReference.OfFile(Path.GetFullPath(file, reading.Folder)),
                    ("env", YamlScalarNode { Value: { Length: > 0 } name }) => SecretReference.OfVariable(name),
                    ("command", YamlSequenceNode { Children.Count: > 0 } words) when words.All(w => w is YamlScalarNode { Value: not null }) =>
                        SecretReference.OfCommand([.. words.Select(w => ((YamlScalarNode)w).Value!)]),
                    _ => null,
                };
                if (reference is null)
                {
                    Wrong();
                }

                return (reference, Origins.Line(node));
            default:
                Wrong();
                return (null, "");
        }
    }

    private void Wrong() => reading.Wrong(path, node, $"expected where a secret is, not the secret: {Forms}");
}
