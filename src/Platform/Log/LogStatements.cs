namespace Croupier.Platform.Log;

/// <summary>The statements of the log. Each is one round trip and one transaction.</summary>
internal static class LogStatements
{
    /// <summary>Notifications: "partition incarnation next-offset".</summary>
    public const string Channel = "croupier_log";

    public const string EnsurePartition = "INSERT INTO log.partition (partition) VALUES ($1) ON CONFLICT DO NOTHING";

    /// <summary>$1 partition, $2 the batches' bytes, $3 now. A function of the database (0002_append.sql), because producers have no right on the tables.</summary>
    public const string Append = "SELECT in_incarnation, first_offset FROM log.append($1, $2, $3)";

    /// <summary>
    /// $1 partition, $2 incarnation, $3 first offset, $4 most batches, $5 bytes after which no further batch comes. The partition's row comes along with no
    /// batches too, and from the same snapshot: "nothing there" and "ends here" can be told apart.
    /// </summary>
    public const string Read =
        """
        SELECT p.incarnation, p.next_offset, b.batch_offset, b.appended_at, b.bytes
        FROM log.partition p LEFT JOIN LATERAL (
            SELECT w.batch_offset, w.appended_at, w.bytes
            FROM (
                SELECT batch_offset, appended_at, bytes,
                       sum(octet_length(bytes)) OVER (ORDER BY batch_offset ROWS UNBOUNDED PRECEDING) - octet_length(bytes) AS bytes_before
                FROM log.batch
                WHERE partition = $1 AND incarnation = $2 AND batch_offset >= $3
                ORDER BY batch_offset
                LIMIT $4) w
            WHERE w.bytes_before < $5) b ON true
        WHERE p.partition = $1
        ORDER BY b.batch_offset
        """;

    /// <summary>The read is always a short piece of the primary key; without statistics of a fresh table the planner may think otherwise, and keep to it.</summary>
    public const string ReaderSession = "SET enable_seqscan = off; SET enable_bitmapscan = off; SET plan_cache_mode = force_generic_plan";

    public const string AppenderSessionWithoutFlush = "SET synchronous_commit = off";

    public const string Extent =
        """
        SELECT p.incarnation, coalesce(
            (SELECT min(batch_offset) FROM log.batch WHERE partition = $1 AND incarnation = p.incarnation), p.next_offset), p.next_offset
        FROM log.partition p WHERE p.partition = $1
        """;

    /// <summary>
    /// $1 partition, $2 incarnation, $3 offset of the consumed batch, $4 most rows. Does nothing unless that batch stands on the log: a position
    /// that the log does not know is no reason to drop anything.
    /// </summary>
    public const string Trim =
        """
        DELETE FROM log.batch WHERE ctid = ANY (ARRAY (
            SELECT b.ctid FROM log.batch b
            WHERE b.partition = $1 AND (b.incarnation, b.batch_offset) < ($2, $3)
              AND EXISTS (SELECT 1 FROM log.batch WHERE partition = $1 AND incarnation = $2 AND batch_offset = $3)
            ORDER BY b.incarnation, b.batch_offset
            LIMIT $4))
        """;

    /// <summary>$1 partition, $2 now.</summary>
    public const string OpenIncarnation =
        """
        WITH old AS (
            SELECT next_offset FROM log.partition WHERE partition = $1 FOR UPDATE
        ), opened AS (
            UPDATE log.partition p SET incarnation = p.incarnation + 1, next_offset = 0 FROM old WHERE p.partition = $1
            RETURNING p.incarnation, old.next_offset AS previous_end
        ), remembered AS (
            INSERT INTO log.opening (partition, incarnation, previous_end, opened_at) SELECT $1, incarnation, previous_end, $2 FROM opened
        )
        SELECT incarnation, pg_notify('croupier_log', $1 || ' ' || incarnation || ' 0')::text FROM opened
        """;
}
