namespace Croupier.Host.Config;

/// <summary>One thing that is wrong with the configuration. <paramref name="Where"/> is a line of the file, a variable of the environment, or the command line; empty for what is missing.</summary>
internal sealed record ConfigurationError(string Key, string Where, int Line, string Message)
{
    public override string ToString() => Where.Length == 0 ? $"{Key}: {Message}" : $"{Key} ({Where}): {Message}";
}
