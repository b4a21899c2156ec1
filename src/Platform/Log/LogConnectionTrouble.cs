using System.Net.Sockets;
using Npgsql;

namespace Croupier.Platform.Log;

/// <summary>Tells a server that is away for a while (gone, starting, out of connections) from a mistake that trying again does not heal.</summary>
internal static class LogConnectionTrouble
{
    public static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(10);

    public static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(500);

    public static bool IsPassing(Exception failure) => failure switch
    {
        // Class 08: connection; 53: no resources; 57P: shut down, crashed, starting; 40: rolled back for another's sake.
        PostgresException postgres => postgres.SqlState is ['0', '8', ..] or ['5', '3', ..] or ['5', '7', 'P', ..] or ['4', '0', ..],
        NpgsqlException or SocketException or IOException or TimeoutException => true,
        _ => false,
    };

    public static TimeSpan Longer(TimeSpan wait) => wait * 2 < LongestWait ? wait * 2 : LongestWait;
}
