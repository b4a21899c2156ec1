using Croupier.Kernel;

namespace Croupier.Platform.Postgres;

/// <summary>The database was migrated by a newer version of this program. Exit code <see cref="ExitCode.DataFromNewerVersion"/>.</summary>
public sealed class DataFromNewerVersionException(string schema, int found, int known)
    : Exception($"schema {schema} is at step {found}, this version knows {known}: start the newer version, or restore a backup from before it")
{
    public ExitCode ExitCode { get; } = ExitCode.DataFromNewerVersion;
}

/// <summary>A step that the database has applied is not the step that this program has. Exit code <see cref="ExitCode.DataFromNewerVersion"/>: it is another version's data.</summary>
public sealed class MigrationChangedException(string schema, int number, string name)
    : Exception($"step {number} ({name}) of schema {schema} is not the one that was applied: start the version that wrote this database")
{
    public ExitCode ExitCode { get; } = ExitCode.DataFromNewerVersion;
}
