using System.Net.Sockets;
using Croupier.Kernel;
using Npgsql;

namespace Croupier.Platform.Ledger;

/// <summary>A commit of the ledger's own that may or may not have reached the standby.</summary>
internal sealed class UnsureCommitException(string message) : Exception(message);

/// <summary>Tells a database that is away for a while from one that answers with a mistake of ours.</summary>
internal static class DatabaseTrouble
{
    public static bool IsPassing(Exception e) => e switch
    {
        PostgresException p => p.IsTransient || IsServersState(p.SqlState),
        NpgsqlException or SocketException or IOException or TimeoutException or UnsureCommitException => true,
        // Npgsql says so when a session that was ended from elsewhere is used once more.
        ObjectDisposedException or InvalidOperationException { Source: "Npgsql" } => true,
        _ => false,
    };

    // 08 connection, 53 resources, 57 the operator's hand (shutdown, terminated, starting up), 58 I/O, 40 rolled back, 55 not now.
    private static bool IsServersState(string state) => state.Length == 5 && state[..2] is "08" or "53" or "57" or "58" or "40" or "55";
}

/// <summary>A bound on how long one goes on trying.</summary>
internal sealed class Patience(TimeSpan limit, TimeProvider clock)
{
    private long since = clock.GetTimestamp();

    public void Renew() => since = clock.GetTimestamp();

    /// <summary>Throws when patience is at its end.</summary>
    public void Spend(Exception cause)
    {
        if (clock.GetElapsedTime(since) > limit)
        {
            throw new RoleStoppedException(ExitCode.NoPostgres, $"PostgreSQL has been away for {limit}: {cause.Message}", cause);
        }
    }
}
