using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Croupier.Platform.Fairness;

/// <summary>
/// What makes an instance of the seed generator different from every other, none of it secret (SP 800-90A §8.7): the personalisation of an instantiation and
/// the additional input of a draw. A process, a fork, a restart, another machine and a snapshot that is restored twice differ in at least one part.
/// </summary>
internal static class InstanceMark
{
    private const string BootId = "/proc/sys/kernel/random/boot_id";

    /// <summary>Label (16) ‖ process (4) ‖ time (8) ‖ monotonic time (8) ‖ machine, its boot and container, hashed (32) ‖ random (16).</summary>
    public static byte[] Personalisation(TimeProvider clock)
    {
        var bytes = new byte[16 + 4 + 8 + 8 + 32 + 16];
        "croupier/seeds/2"u8.CopyTo(bytes);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(16), Environment.ProcessId);
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(20), clock.GetUtcNow().UtcTicks);
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(28), clock.GetTimestamp());
        SHA256.HashData(Encoding.UTF8.GetBytes($"{Environment.MachineName}\n{Boot()}"), bytes.AsSpan(36, 32));
        RandomNumberGenerator.Fill(bytes.AsSpan(68));
        return bytes;
    }

    /// <summary>Number of the draw (8) ‖ process (4) ‖ time (8) ‖ monotonic time (8).</summary>
    public static void WriteAdditionalInput(Span<byte> target, long draw, TimeProvider clock)
    {
        BinaryPrimitives.WriteInt64BigEndian(target, draw);
        BinaryPrimitives.WriteInt32BigEndian(target[8..], Environment.ProcessId);
        BinaryPrimitives.WriteInt64BigEndian(target[12..], clock.GetUtcNow().UtcTicks);
        BinaryPrimitives.WriteInt64BigEndian(target[20..], clock.GetTimestamp());
    }

    public const int AdditionalInputBytes = 28;

    /// <summary>Linux tells one boot from another; elsewhere the rest of the mark has to do.</summary>
    private static string Boot()
    {
        try
        {
            return File.ReadAllText(BootId);
        }
        catch (Exception absent) when (absent is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
