using System.Text.Json.Nodes;
using Google.Protobuf.Reflection;
using Messages = Croupier.Wire.Ledger.Messages;

namespace Croupier.Tests.Unit.Wire.Ledger;

/// <summary>The description of the JSON side says what the messages are: every message that is reached, every field by its JSON name and form, every name of an enumeration.</summary>
public sealed class OpenApiTests
{
    private const string Schemas = "#/components/schemas/";

    private static readonly JsonNode Document =
        JsonNode.Parse(File.ReadAllText(Path.Combine(RepositoryFolder.Root, "docs", "ledger-api.openapi.json")))!;

    [Fact]
    public void Every_message_and_enumeration_of_the_JSON_side_is_described_as_it_is()
    {
        var expected = new SortedDictionary<string, JsonNode>(StringComparer.Ordinal);
        foreach (var root in new[]
        {
            Messages.Command.Descriptor, Messages.Decision.Descriptor, Messages.Head.Descriptor, Messages.BlockPage.Descriptor,
            Messages.AccountList.Descriptor, Messages.Balance.Descriptor, Messages.Statement.Descriptor, Messages.HistoryEntry.Descriptor, Messages.EntryPage.Descriptor,
        })
        {
            Describe(root, expected);
        }

        var described = Document["components"]!["schemas"]!.AsObject().Where(schema => schema.Key != "Problem")
            .ToDictionary(schema => schema.Key, schema => WithoutWords(schema.Value!));
        Assert.Equal(expected.Keys.Order(StringComparer.Ordinal), described.Keys.Order(StringComparer.Ordinal));
        Assert.All(expected, schema => Assert.Equal(schema.Value.ToJsonString(), described[schema.Key].ToJsonString()));
    }

    [Fact]
    public void The_addresses_are_those_that_are_served()
    {
        var source = string.Concat(
            Directory.EnumerateFiles(Path.Combine(RepositoryFolder.Root, "src", "Platform", "Ledger", "Api", "Json"), "*Routes.cs").Select(File.ReadAllText));
        var served = global::System.Text.RegularExpressions.Regex.Matches(source, "routes.Map(Get|Post)\\(\"([^\"]+)\"").Select(m => $"{m.Groups[1].Value.ToLowerInvariant()} {m.Groups[2].Value}");

        var described = Document["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject().Select(method => $"{method.Key} {path.Key}"));

        Assert.Equal(served.Order(StringComparer.Ordinal), described.Order(StringComparer.Ordinal));
    }

    private static void Describe(MessageDescriptor message, SortedDictionary<string, JsonNode> schemas)
    {
        var name = Name(message.FullName);
        if (schemas.ContainsKey(name))
        {
            return;
        }

        var properties = new JsonObject();
        schemas[name] = new JsonObject { ["type"] = "object", ["additionalProperties"] = false, ["properties"] = properties };
        foreach (var field in message.Fields.InDeclarationOrder())
        {
            var form = Form(field, schemas);
            properties[field.JsonName] = field.IsRepeated ? new JsonObject { ["type"] = "array", ["items"] = form } : form;
        }
    }

    private static JsonObject Form(FieldDescriptor field, SortedDictionary<string, JsonNode> schemas)
    {
        switch (field.FieldType)
        {
            case FieldType.Message:
                Describe(field.MessageType, schemas);
                return Reference(field.MessageType.FullName);
            case FieldType.Enum:
                schemas[Name(field.EnumType.FullName)] = new JsonObject
                {
                    ["type"] = "string", ["enum"] = new JsonArray([.. field.EnumType.Values.Select(value => (JsonNode)value.Name)]),
                };
                return Reference(field.EnumType.FullName);
            case FieldType.String: return new JsonObject { ["type"] = "string" };
            case FieldType.Bool: return new JsonObject { ["type"] = "boolean" };
            case FieldType.Bytes: return Typed("string", "byte");
            case FieldType.Int64: return Typed("string", "int64");
            case FieldType.UInt64: return Typed("string", "uint64");
            case FieldType.Int32: return Typed("integer", "int32");
            case FieldType.UInt32: return Typed("integer", "uint32");
            default: throw new InvalidOperationException($"no form is decided for {field.FieldType}");
        }
    }

    private static JsonObject Typed(string type, string format) => new() { ["type"] = type, ["format"] = format };

    private static JsonObject Reference(string fullName) => new() { ["$ref"] = Schemas + Name(fullName) };

    private static string Name(string fullName) => fullName["croupier.ledger.v1.".Length..];

    private static JsonNode WithoutWords(JsonNode schema)
    {
        var bare = schema.DeepClone();
        bare.AsObject().Remove("description");
        return bare;
    }
}
