using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Croupier.Platform.Peers.Streams;

/// <summary>Overwrites bytes of ours that held a secret. The copies inside TLS and HTTP/2 are the framework's, and out of reach.</summary>
internal static class SecretBytes
{
    public static void Zero(ReadOnlyMemory<byte>? bytes)
    {
        if (bytes is { } held)
        {
            CryptographicOperations.ZeroMemory(MemoryMarshal.AsMemory(held).Span);
        }
    }
}
