namespace Croupier.Platform.Log;

/// <summary>
/// What a database user may do with the log, as statements for the schema's owner: a producer appends through <c>log.append</c> and reads nothing, the ledger reads,
/// trims, opens incarnations and appends its ticks. Each list first takes away what the user had before, so that a user who is no longer a reader does not stay one.
/// </summary>
public static class LogRights
{
    /// <param name="user">A name that needs no quotes.</param>
    public static IReadOnlyList<string> OfProducer(string user) =>
    [
        $"REVOKE ALL ON ALL TABLES IN SCHEMA log FROM {user}",
        $"GRANT USAGE ON SCHEMA log TO {user}",
        $"GRANT EXECUTE ON FUNCTION log.append(integer, bytea[], timestamptz) TO {user}",

        // So that a producer can tell whether the log is of its version before it appends.
        $"GRANT SELECT ON log.migration TO {user}",
    ];

    /// <param name="user">A name that needs no quotes.</param>
    public static IReadOnlyList<string> OfLedger(string user) =>
    [
        .. OfProducer(user),
        $"GRANT SELECT, INSERT, UPDATE ON log.partition TO {user}",
        $"GRANT SELECT, DELETE ON log.batch TO {user}",
        $"GRANT SELECT, INSERT ON log.opening TO {user}",
    ];
}
