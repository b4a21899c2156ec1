using System.Buffers;

namespace Croupier.Wire.Frames;

/// <summary>A frame's bytes in a rented array. Give it back once, by <see cref="Dispose"/>, when the bytes have been sent.</summary>
public readonly struct FrameBuffer(byte[] rented, int length) : IDisposable
{
    public ReadOnlyMemory<byte> Bytes => rented.AsMemory(0, length);

    public void Dispose() => ArrayPool<byte>.Shared.Return(rented);
}
