namespace Croupier.Host.Secrets;

/// <summary>A secret cannot be had, or is not what it should be. The message says which and why, and never what it is.</summary>
internal sealed class SecretException(string message, Exception? inner = null) : Exception(message, inner);
