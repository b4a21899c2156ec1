using Croupier.Host.Data;
using Croupier.Kernel;
using Croupier.Platform.Postgres;
using Npgsql;

namespace Croupier.Host.Serve;

/// <summary>
/// What a process asks of each of its databases before it uses it: that it is none of start-dev's, and that its schema is exactly the one that this version knows. It changes
/// nothing: an older schema is brought up by <c>croupier migrate up</c>, when the operator says so.
/// </summary>
internal static class SchemaCheck
{
    /// <summary>Throws <see cref="EnvironmentException"/> with what to do, or <see cref="DataFromNewerVersionException"/>.</summary>
    public static async Task ExpectAsync(IEnumerable<AreaSource> sources, string configurationFile, CancellationToken cancellation)
    {
        foreach (var source in sources)
        {
            if (await DevelopmentStamp.IsStampedAsync(source.DataSource, cancellation))
            {
                throw new EnvironmentException(
                    ExitCode.DevelopmentRefused, $"the database of {source.What} was made by start-dev, and its money is not real: make one with croupier migrate up");
            }

            var status = await StatusAsync(source, cancellation);
            if (status.Applied != status.Known)
            {
                throw new EnvironmentException(
                    ExitCode.SchemaNotCurrent,
                    $"schema {source.Schema} of {source.What} is at step {status.Applied} of {status.Known}: croupier migrate up --config {configurationFile}");
            }
        }
    }

    /// <summary>A schema that this user may not see is one that is not there for it.</summary>
    public static async Task<MigrationStatus> StatusAsync(AreaSource source, CancellationToken cancellation)
    {
        try
        {
            return await Migrator.StatusAsync(source.DataSource, source.Area, source.Schema, cancellation);
        }
        catch (PostgresException refused) when (refused.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            throw new EnvironmentException(
                ExitCode.SchemaNotCurrent, $"this user may not see schema {source.Schema} of {source.What} ({refused.MessageText}): croupier migrate up gives users their rights");
        }
    }
}
