using Croupier.Kernel;

namespace Croupier.Client;

/// <summary>The platform refused the request before it was decided; its id is still free.</summary>
public sealed class PlatformRefusedException(Status status, string message, uint retryAfterMs) : Exception($"{status}: {message}")
{
    public Status Status { get; } = status;

    public uint RetryAfterMs { get; } = retryAfterMs;
}

/// <summary>The connection ended. What was asked may or may not have happened: the same command with the same id finds out.</summary>
public sealed class ConnectionLostException(string message, int? closeCode = null, Exception? cause = null) : Exception(message, cause)
{
    /// <summary>The server's WebSocket close code: 4000 + status where the server ended it with one.</summary>
    public int? CloseCode { get; } = closeCode;

    public Status? Status => CloseCode is > 4000 and < 4100 ? (Status)(CloseCode.Value - 4000) : null;
}
