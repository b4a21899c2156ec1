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

    /// <summary>Throws <see cref="ConfigurationException"/> with everything that is wrong.</summary>
    public static Configuration Load(string path, IReadOnlyList<Role>? roles = null, IReadOnlyDictionary<string, string>? environment = null)
    {
        var (configuration, reading) = Read(path, roles, environment ?? ProcessEnvironment());
        return reading.Errors.Count == 0 ? configuration : throw new ConfigurationException(path, reading.Errors);
    }

    /// <summary>The configuration, of use only where the reading has no errors, and what was read.</summary>
    public static (Configuration Configuration, ConfigurationReading Reading) Read(
        string path, IReadOnlyList<Role>? roles, IReadOnlyDictionary<string, string> environment)
    {
        var full = Path.GetFullPath(path);
        var reading = new ConfigurationReading(Path.GetDirectoryName(full)!, Parse(full), environment);
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

    private static YamlMappingNode? Parse(string path)
    {
        try
        {
            if (new FileInfo(path).Length > LargestBytes)
            {
                throw Unreadable(path, 0, $"a configuration has at most {LargestBytes} bytes");
            }

            var yaml = new YamlStream();
            using (var reader = File.OpenText(path))
            {
                yaml.Load(reader);
            }

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
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(path, 0, error.Message);
        }
    }

    private static ConfigurationException Unreadable(string path, int line, string message) =>
        new(path, [new ConfigurationError(Path.GetFileName(path), line == 0 ? "" : $"line {line}", line, message)]);
}
