using Croupier.Kernel;

namespace Croupier.Host.Dev;

/// <summary>The private RabbitMQ can't run. The message is one line that says what to do; the process ends with <see cref="ExitCode"/>.</summary>
public sealed class PrivateRabbitException(string message, ExitCode exitCode = ExitCode.NoRabbit) : Exception(message)
{
    public ExitCode ExitCode { get; } = exitCode;
}
