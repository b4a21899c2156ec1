using Croupier.Kernel;
using Croupier.Kernel.Bytes;

namespace Croupier.Book.Guards;

/// <summary>
/// What one session counted. <paramref name="Own"/> begins at minus what all stakes without a session had come to by then, so that their sum is what counts in it.
/// <paramref name="FirstPlayUnixMs"/> is 0 until something was staked.
/// </summary>
internal readonly record struct SessionTurnover(SessionId Id, long FirstPlayUnixMs, Counted Own)
{
    public SessionTurnover Played(long clockUnixMs, in Counted amounts) =>
        this with { FirstPlayUnixMs = FirstPlayUnixMs == 0 ? clockUnixMs : FirstPlayUnixMs, Own = Own.Plus(amounts) };

    /// <summary>For a session that is told apart no longer: nobody comes back to it and finds more left than there was.</summary>
    public SessionTurnover Strictest(in SessionTurnover other) => new(
        default,
        FirstPlayUnixMs == 0 ? other.FirstPlayUnixMs : other.FirstPlayUnixMs == 0 ? FirstPlayUnixMs : Math.Min(FirstPlayUnixMs, other.FirstPlayUnixMs),
        Own.Strictest(other.Own));

    public static SessionTurnover Read(ref ByteReader reader) => new(new SessionId(reader.Id()), reader.I64(), Counted.Read(ref reader));

    public void Write(ByteWriter writer)
    {
        writer.Id(Id.Value);
        writer.I64(FirstPlayUnixMs);
        Own.Write(writer);
    }
}
