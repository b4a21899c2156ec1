using System.Globalization;

namespace Croupier.Host.Dev;

/// <summary>The private server's settings, written anew at each start: a new version's settings then hold for old data too.</summary>
internal static class PrivatePostgresSettings
{
    public static string Text(PrivatePostgresOptions options, string socketFolder)
    {
        var settings = new Dictionary<string, string>
        {
            // Nobody but accounts of this machine that can enter the socket folder (mode 0700) can even try a password.
            ["listen_addresses"] = "",
            ["unix_socket_directories"] = socketFolder,
            ["unix_socket_permissions"] = "0700",
            ["password_encryption"] = "scram-sha-256",
            ["max_connections"] = Number(options.MaxConnections),

            // A result that was sent is on the disk (I3), here as in production.
            ["fsync"] = "on",
            ["full_page_writes"] = "on",
            ["synchronous_commit"] = "on",
            ["wal_level"] = "replica",

            // A ledger appends: checkpoints are rare and spread, because each one is followed by whole-page images of every page touched again.
            ["shared_buffers"] = $"{options.SharedBuffersMb}MB",
            ["max_wal_size"] = $"{options.MaxWalSizeMb}MB",
            ["min_wal_size"] = "256MB",
            ["checkpoint_timeout"] = "15min",
            ["checkpoint_completion_target"] = "0.9",
            ["wal_buffers"] = "16MB",

            // Off: the limit here is the processor, not the disk, and rows come by COPY into fresh pages, which write no page images.
            ["wal_compression"] = "off",

            // Statements are short and planned once; compiling them to machine code costs more than it gives.
            ["jit"] = "off",
            ["timezone"] = "UTC",
            ["log_timezone"] = "UTC",
            ["lc_messages"] = "C",
            ["log_line_prefix"] = "%m [%p] %u@%d ",
            ["log_checkpoints"] = "off",
            ["logging_collector"] = "off",

            // A statement in the server's log could hold what the log must not: parameters stay out, and statements with an error too.
            ["log_min_error_statement"] = "panic",
            ["log_parameter_max_length"] = "0",
            ["log_parameter_max_length_on_error"] = "0",
        };

        if (options.WalArchive is { } folder)
        {
            // Whole and on the disk before it has its name; given again after a crash it is compared, never overwritten.
            settings["archive_mode"] = "on";
            settings["archive_timeout"] = "60";
            settings["archive_command"] =
                $"if test -f '{folder}/%f'; then cmp -s '%p' '{folder}/%f'; else cp '%p' '{folder}/%f.new' && sync '{folder}/%f.new' && mv '{folder}/%f.new' '{folder}/%f'; fi";
        }

        foreach (var (name, value) in options.Settings)
        {
            settings[name] = value;
        }

        return string.Concat(settings.Select(one => $"{one.Key} = '{one.Value.Replace("'", "''", StringComparison.Ordinal)}'\n"));
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
