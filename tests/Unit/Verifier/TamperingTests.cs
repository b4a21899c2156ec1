using System.Text.Json.Nodes;

namespace Croupier.Tests.Unit.Verifier;

/// <summary>
/// verifier/tampering/edits.json: every way to change the sample export, and what the verifier says then. The verifier in TypeScript reads the same table. An edit is
/// <c>[set, path, value]</c>, <c>[remove, path]</c>, <c>[copy, from, to]</c> or <c>[swap, path, path]</c>.
/// </summary>
[Trait("Requirement", "R11")]
public sealed class TamperingTests
{
    private static readonly JsonArray Table = JsonNode.Parse(File.ReadAllText(Path.Combine(RepositoryFolder.Root, "verifier", "tampering", "edits.json")))!.AsArray();

    public static TheoryData<string> Tamperings => [.. Table.Select(row => row!["tampering"]!.GetValue<string>())];

    [Theory]
    [MemberData(nameof(Tamperings))]
    public void What_was_changed_is_found(string tampering)
    {
        var row = Table.Single(one => one!["tampering"]!.GetValue<string>() == tampering)!;
        JsonNode export = Samples.Whole();
        Assert.Empty(Samples.Verify(export).Differences);

        foreach (var edit in row["edits"]!.AsArray())
        {
            Apply(export, edit!.AsArray());
        }

        var found = row["found"]!.GetValue<string>();
        var differences = Samples.Verify(export).Differences;
        Assert.True(differences.Any(difference => difference.Contains(found, StringComparison.Ordinal)), $"'{found}' is not among:\n{string.Join("\n", differences)}");
    }

    private static void Apply(JsonNode export, JsonArray edit)
    {
        switch (edit[0]!.GetValue<string>())
        {
            case "set":
                Put(export, edit[1]!, edit[2]?.DeepClone());
                break;
            case "remove":
                Parent(export, edit[1]!).AsArray().RemoveAt(edit[1]!.AsArray()[^1]!.GetValue<int>());
                break;
            case "copy":
                Put(export, edit[2]!, Find(export, edit[1]!)?.DeepClone());
                break;
            case "swap":
                var (first, second) = (Find(export, edit[1]!)?.DeepClone(), Find(export, edit[2]!)?.DeepClone());
                Put(export, edit[1]!, second);
                Put(export, edit[2]!, first);
                break;
            default:
                throw new InvalidOperationException($"there is no edit {edit[0]}");
        }
    }

    private static JsonNode? Find(JsonNode export, JsonNode path) => path.AsArray().Aggregate((JsonNode?)export, Step);

    private static JsonNode Parent(JsonNode export, JsonNode path) => path.AsArray().SkipLast(1).Aggregate((JsonNode?)export, Step)!;

    private static JsonNode? Step(JsonNode? at, JsonNode? name) => at is JsonArray list ? list[name!.GetValue<int>()] : at![name!.GetValue<string>()];

    private static void Put(JsonNode export, JsonNode path, JsonNode? value)
    {
        var (parent, name) = (Parent(export, path), path.AsArray()[^1]!);
        if (parent is JsonArray list)
        {
            list[name.GetValue<int>()] = value;
        }
        else
        {
            parent[name.GetValue<string>()] = value;
        }
    }
}
