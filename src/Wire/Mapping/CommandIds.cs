using Croupier.Kernel;
using Google.Protobuf;

namespace Croupier.Wire.Mapping;

/// <summary>
/// What the edge asks of a command's id: 16 bytes, version 7, made no later than <see cref="MaxFutureMs"/> from now. An id from the future would stay above the low-water
/// time of the ids in memory for as long as it is ahead.
/// </summary>
public static class CommandIds
{
    public const long MaxFutureMs = 60_000;

    /// <summary>Status is Accepted or IdMalformed.</summary>
    public static Status Read(ByteString bytes, TimeProvider clock, out CommandId id)
    {
        id = default;
        return WireBytes.TryId(bytes, out var value) ? Check(value, clock, out id) : Status.IdMalformed;
    }

    public static Status Check(Guid value, TimeProvider clock, out CommandId id)
    {
        id = new CommandId(value);
        return Uuid.IsV7(value) && Uuid.UnixMs(value) <= clock.GetUtcNow().ToUnixTimeMilliseconds() + MaxFutureMs
            ? Status.Accepted
            : Status.IdMalformed;
    }
}
