using System.Text.Json.Nodes;
using Croupier.Verifier;

namespace Croupier.Tests.Unit.Verifier;

/// <summary>The public sample exports, made by a real run of the platform (tests/System/Fairness, CROUPIER_SAMPLES=write).</summary>
internal static class Samples
{
    private static string Folder => Path.Combine(RepositoryFolder.Root, "verifier", "samples");

    public static TheoryData<string> Names => [.. Directory.EnumerateFiles(Folder, "*.json").Select(file => Path.GetFileName(file))];

    public static string Text(string name) => File.ReadAllText(Path.Combine(Folder, name));

    /// <summary>The sample that has a closed chain with cash and bonus rounds of every game first, and an open one.</summary>
    public static JsonObject Whole() => JsonNode.Parse(Text("export.json"))!.AsObject();

    public static Findings Verify(JsonNode export) => Verification.Of(Export.Parse(export.ToJsonString()));
}
