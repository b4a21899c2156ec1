namespace Croupier.Host.Config;

/// <summary>Everything that is wrong with a configuration, all at once. No message holds a secret.</summary>
internal sealed class ConfigurationException(string file, IReadOnlyList<ConfigurationError> errors)
    : Exception($"{file} cannot be used:\n" + string.Join("\n", errors.Select(e => $"  {e}")))
{
    public IReadOnlyList<ConfigurationError> Errors { get; } = errors;
}
