using Croupier.Host.Data;
using Croupier.Host.Serve;
using Croupier.Host.Verbs;
using Croupier.Tests.System.Migrate;

namespace Croupier.Tests.System.Serve;

/// <summary>Verbs of an operator whose platform is separate processes.</summary>
public sealed class ServedVerbsTests
{
    private static readonly Dictionary<string, string> NoVariables = [];

    [PostgresFact]
    public async Task The_log_says_how_far_it_reaches_and_a_new_incarnation_begins_with_nothing()
    {
        await using var deployment = await Deployment.CreateAsync();
        await deployment.MigrateAsync();
        var output = new StringWriter();

        await ServedLog.WithAsync(
            deployment.File,
            async (log, partitions) =>
            {
                await log.AppendAsync(1, "a batch"u8.ToArray(), default);
                await LogVerb.StatusAsync(log, partitions, output, default);
                await LogVerb.OpenAsync(log, partitions, 1, output, default);
                return await LogVerb.StatusAsync(log, partitions, output, default);
            },
            default,
            NoVariables);

        Assert.Equal(
            [
                "partition 0: incarnation 1, batches 0 to before 0",
                "partition 1: incarnation 1, batches 0 to before 1",
                "partition 1: incarnation 2 is open; its ledger may start again",
                "partition 0: incarnation 1, batches 0 to before 0",
                "partition 1: incarnation 2, batches 0 to before 0",
            ],
            output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [PostgresFact]
    public async Task What_was_set_aside_is_listed_where_its_ledger_is()
    {
        await using var deployment = await Deployment.CreateAsync();
        await deployment.MigrateAsync();
        await deployment.SuperuserAsync(deployment.Main, """
            insert into ledger.poison (partition, incarnation, batch_offset, batch_index, reason, role, instance, key_version, proven, size, hash, bytes)
            values (1, 1, 7, -1, 'WrongTag', 2, 1, 1, false, 3, sha256('abc'), 'abc')
            """);
        var output = new StringWriter();

        Assert.Equal(ExitCode.Ok, await ServedPoison.WithAsync(deployment.File, null, parts => PoisonVerb.ListAsync(parts.Ledger, all: false, output, default), default, NoVariables));
        Assert.StartsWith("1/1:7  WrongTag  3 bytes", output.ToString(), StringComparison.Ordinal);
        Assert.EndsWith("1 waiting\n", output.ToString(), StringComparison.Ordinal);
    }

    [PostgresFact]
    public async Task A_partition_that_is_not_there_gets_no_incarnation()
    {
        await using var deployment = await Deployment.CreateAsync();
        await deployment.MigrateAsync();

        var refused = await Assert.ThrowsAsync<EnvironmentException>(
            () => ServedLog.WithAsync(deployment.File, (log, partitions) => LogVerb.OpenAsync(log, partitions, 2, TextWriter.Null, default), default, NoVariables));

        Assert.Equal("there is no partition 2: 0 to 1 are there", refused.Message);
    }
}
