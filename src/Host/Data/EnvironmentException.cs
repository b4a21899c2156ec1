using Croupier.Kernel;

namespace Croupier.Host.Data;

/// <summary>Something about the environment that its owner can mend. The message is one line and says what to do.</summary>
public sealed class EnvironmentException(ExitCode code, string message) : Exception(message)
{
    public ExitCode Code { get; } = code;
}
