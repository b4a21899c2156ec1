namespace Croupier.Kernel.Bytes;

/// <summary>Bytes that do not follow their documented layout. Caught where bytes come in; never lets half a value through.</summary>
public sealed class MalformedBytesException(string message) : Exception(message);
