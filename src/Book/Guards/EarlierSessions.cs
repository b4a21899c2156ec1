using Croupier.Kernel;
using Croupier.Kernel.Bytes;

namespace Croupier.Book.Guards;

/// <summary>
/// The sessions before the latest, by last use. When there are too many the one that was used longest ago is forgotten: what it counted joins the strictest of all the
/// forgotten, and a session that is unknown and whose id was made before the newest of those is taken for one of them.
/// </summary>
internal sealed class EarlierSessions
{
    private readonly List<SessionTurnover> sessions = [];
    private SessionTurnover forgotten;
    private long forgottenMadeUnixMs = -1;

    public void Add(in SessionTurnover session)
    {
        sessions.Add(session);
        if (sessions.Count > BookLimits.MaxSessions)
        {
            var oldest = sessions[0];
            sessions.RemoveAt(0);
            forgotten = forgottenMadeUnixMs < 0 ? oldest with { Id = default } : forgotten.Strictest(oldest);
            forgottenMadeUnixMs = Math.Max(forgottenMadeUnixMs, Uuid.UnixMs(oldest.Id.Value));
        }
    }

    public SessionTurnover? Find(SessionId id)
    {
        foreach (var session in sessions)
        {
            if (session.Id == id)
            {
                return session;
            }
        }

        return Uuid.UnixMs(id.Value) <= forgottenMadeUnixMs ? forgotten with { Id = id } : null;
    }

    public void Remove(SessionId id) => sessions.RemoveAll(session => session.Id == id);

    /// <summary>Count (1), each session, whether some are forgotten (1), and then the strictest of them and the latest time that one of their ids carries (8).</summary>
    public void Write(ByteWriter writer)
    {
        writer.U8((byte)sessions.Count);
        foreach (var session in sessions)
        {
            session.Write(writer);
        }

        writer.Bool(forgottenMadeUnixMs >= 0);
        if (forgottenMadeUnixMs >= 0)
        {
            forgotten.Write(writer);
            writer.I64(forgottenMadeUnixMs);
        }
    }

    public void Read(ref ByteReader reader)
    {
        sessions.Clear();
        for (var count = reader.U8(); count > 0; count--)
        {
            sessions.Add(SessionTurnover.Read(ref reader));
        }

        var some = reader.Bool();
        forgotten = some ? SessionTurnover.Read(ref reader) : default;
        forgottenMadeUnixMs = some ? reader.I64() : -1;
    }
}
