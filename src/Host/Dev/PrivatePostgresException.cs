using Croupier.Kernel;

namespace Croupier.Host.Dev;

/// <summary>The private PostgreSQL can't run. The message is one line that says what to do; the process ends with <see cref="ExitCode"/>.</summary>
public sealed class PrivatePostgresException(ExitCode exitCode, string message, Exception? inner = null) : Exception(message, inner)
{
    public ExitCode ExitCode { get; } = exitCode;
}
