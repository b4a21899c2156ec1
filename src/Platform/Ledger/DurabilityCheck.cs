using Croupier.Kernel;

namespace Croupier.Platform.Ledger;

/// <summary>Refuses to lead on a database that could lose what it has acknowledged (I3). Asked on the very session that will commit.</summary>
internal static class DurabilityCheck
{
    public static async Task RunAsync(LeaderSession session, LedgerOptions options)
    {
        await using var command = session.Command("""
            select current_setting('fsync'), current_setting('full_page_writes'), current_setting('synchronous_commit'),
                   current_setting('synchronous_standby_names'),
                   exists (select from pg_stat_replication where sync_state in ('sync', 'quorum')),
                   pg_is_in_recovery()
            """);
        await using var reader = await command.ExecuteReaderAsync(CancellationToken.None);
        await reader.ReadAsync(CancellationToken.None);
        var reason = Refusal(
            new DurabilitySettings(reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetString(3)),
            reader.GetBoolean(4),
            reader.GetBoolean(5),
            options.AllowNoSynchronousStandby);
        if (reason is not null)
        {
            throw new RoleStoppedException(ExitCode.DatabaseNotDurable, reason);
        }
    }

    /// <summary>Null when the database may be trusted, otherwise what is wrong and what to do.</summary>
    internal static string? Refusal(DurabilitySettings settings, bool hasSynchronousStandby, bool inRecovery, bool allowNoStandby)
    {
        if (inRecovery)
        {
            return "this PostgreSQL is a standby; point the ledger at the primary";
        }

        if (settings.FirstThatIsOff() is { } off)
        {
            return $"{off} is off in PostgreSQL: an acknowledged round could be lost. Turn it on and start again";
        }

        if (allowNoStandby)
        {
            return null;
        }

        return settings.StandbyNames.Length == 0
            ? "synchronous_standby_names is empty: name a synchronous standby, or write the waiver AllowNoSynchronousStandby"
            : hasSynchronousStandby
                ? null
                : "no synchronous standby is connected (or this user may not see it: grant pg_read_all_stats)";
    }
}

/// <summary>The settings that durability rests on, as the committing session sees them. They can change while it runs.</summary>
internal readonly record struct DurabilitySettings(string Fsync, string FullPageWrites, string SynchronousCommit, string StandbyNames)
{
    public string? FirstThatIsOff() =>
        Fsync != "on" ? "fsync"
        : FullPageWrites != "on" ? "full_page_writes"
        : SynchronousCommit is not ("on" or "remote_apply") ? "synchronous_commit"
        : null;

    /// <summary>Whether a block may still be committed under these settings.</summary>
    public bool Suffice(bool allowNoStandby) => FirstThatIsOff() is null && (allowNoStandby || StandbyNames.Length > 0);
}
