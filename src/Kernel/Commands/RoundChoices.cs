using Croupier.Kernel.Bytes;

namespace Croupier.Kernel.Commands;

/// <summary>
/// The choices of a round so far, in order, each as its length (1) and its bytes: 255 bytes in all, which bounds how long a round can get. Made by who derives a step, compared by the
/// partition, read by whoever derives it again.
/// </summary>
public static class RoundChoices
{
    public const int MaxBytes = byte.MaxValue;

    /// <summary>With one more choice; null when there is no room for it.</summary>
    public static byte[]? Append(ReadOnlySpan<byte> choices, ReadOnlySpan<byte> choice) =>
        choices.Length + 1 + choice.Length <= MaxBytes ? [.. choices, (byte)choice.Length, .. choice] : null;

    /// <summary>Throws <see cref="MalformedBytesException"/> for bytes that <see cref="Append"/> does not make.</summary>
    public static IReadOnlyList<ReadOnlyMemory<byte>> Read(ReadOnlyMemory<byte> choices)
    {
        var list = new List<ReadOnlyMemory<byte>>();
        while (choices.Length > 0)
        {
            var length = choices.Span[0];
            if (choices.Length < 1 + length)
            {
                throw new MalformedBytesException("a round's choices end within one");
            }

            list.Add(choices.Slice(1, length));
            choices = choices[(1 + length)..];
        }

        return list;
    }
}
