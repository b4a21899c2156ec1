using System.Collections;
using System.Security.Cryptography;
using Croupier.Kernel;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Croupier.Host.Config;

/// <summary>Reads the one file, with the environment over it.</summary>
internal static class ConfigurationFile
{
    private const long LargestBytes = 1 << 20;

    // Numbers that are drawn are apart from those that people and stateful sets give.
    private const int FirstDrawnInstance = 1 << 30;

    /// <summary>Throws <see cref="ConfigurationException"/> with everything that is wrong. An operator's verb reads for <see cref="Role.Operator"/>, which no file can name.</summary>
    public static Configuration Load(string path, IReadOnlyList<Role>? roles = null, IReadOnlyDictionary<string, string>? environment = null)
    {
        var (configuration, reading) = Read(path, roles, environment ?? ProcessEnvironment());
        return reading.Errors.Count == 0 ? configuration : throw new ConfigurationException(path, reading.Errors);
    }

    /// <summary>The configuration, of use only where the reading has no errors, and what was read.</summary>
    public static (Configuration Configuration, ConfigurationReading Reading) Read(
        string path, IReadOnlyList<Role>? roles, IReadOnlyDictionary<string, string> environment) => Read(path, Text(path), roles, environment);

    /// <summary>The same for a text that stands in no file yet.</summary>
    internal static (Configuration Configuration, ConfigurationReading Reading) Read(
        string path, string yaml, IReadOnlyList<Role>? roles, IReadOnlyDictionary<string, string> environment)
    {
        var reading = new ConfigurationReading(Path.GetDirectoryName(Path.GetFullPath(path))!, Parse(path, yaml), environment);
        var configuration = Configuration.ReadFrom(reading, roles, (uint)RandomNumberGenerator.GetInt32(FirstDrawnInstance, int.MaxValue));
        if (reading.Errors.Count == 0)
        {
            reading.Errors.AddRange(ConfigurationChecks.Of(configuration));
        }

        return (configuration, reading);
    }

    /// <summary>Every key that there is, with nothing looked up.</summary>
    public static ConfigurationReading Describe()
    {
        var reading = new ConfigurationReading("/", null, new Dictionary<string, string>(), describing: true);
        Configuration.ReadFrom(reading, null, 1);
        return reading;
    }

    public static IReadOnlyDictionary<string, string> ProcessEnvironment() =>
        Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().ToDictionary(e => (string)e.Key, e => (string?)e.Value ?? "");

    private static string Text(string path)
    {
        try
        {
            return new FileInfo(path).Length > LargestBytes ? throw Unreadable(path, 0, $"a configuration has at most {LargestBytes} bytes") : File.ReadAllText(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(path, 0, error.Message);
        }
    }

    private static YamlMappingNode? Parse(string path, string text)
    {
        try
        {
            var yaml = new YamlStream();
            yaml.Load(new StringReader(text));
            return yaml.Documents switch
            {
                [] => null,
                [{ RootNode: YamlMappingNode root }] => root,
                [{ RootNode: YamlScalarNode { Value: null or "" } }] => null,
                [_] => throw Unreadable(path, 1, "expected keys, such as roles: [games]"),
                _ => throw Unreadable(path, (int)yaml.Documents[1].RootNode.Start.Line, "a file holds one document"),
            };
        }
        catch (YamlException wrong)
        {
            throw Unreadable(path, (int)wrong.Start.Line, wrong.Message);
        }
    }

    private static ConfigurationException Unreadable(string path, int line, string message) =>
        new(path, [new ConfigurationError(Path.GetFileName(path), line == 0 ? "" : $"line {line}", line, message)]);
}
