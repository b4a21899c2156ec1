using YamlDotNet.RepresentationModel;

namespace Croupier.Host.Config;

/// <summary>Words for where a value comes from and for what stands there.</summary>
internal static class Origins
{
    public const string Default = "default";

    public const string CommandLine = "command line";

    public static string Line(YamlNode node) => $"line {node.Start.Line}";

    public static string What(YamlNode node) => node switch
    {
        YamlMappingNode => "a section of keys",
        YamlSequenceNode => "a list",
        YamlScalarNode { Value: null or "" } => "empty",
        _ => "a single value",
    };
}
