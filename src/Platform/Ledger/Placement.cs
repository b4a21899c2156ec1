using Croupier.Kernel.Commands;
using Npgsql;

namespace Croupier.Platform.Ledger;

/// <summary>
/// The PostgreSQL instances that this process knows, by name, and on which of them each partition was placed. The placement says where a partition begins and where
/// to look first: one that has moved since says so itself, in its row, so an old configuration still leads to where it lives.
/// </summary>
public sealed class Placement
{
    /// <summary>The name of an instance that is the only one.</summary>
    public const string OnlyInstance = "main";

    private readonly Dictionary<string, NpgsqlDataSource> instances;
    private readonly Dictionary<int, string> partitions = [];

    /// <summary>Throws <see cref="ArgumentException"/> for a name that no <see cref="MovePartition"/> could carry, or a partition on an instance that is not there.</summary>
    public Placement(IReadOnlyDictionary<string, NpgsqlDataSource> instances, IReadOnlyDictionary<int, string> partitions)
    {
        this.instances = new(instances);
        foreach (var name in instances.Keys.Where(name => !MovePartition.IsInstanceName(name)))
        {
            throw new ArgumentException($"'{name}' is no name of an instance: 1 to {MovePartition.MaxDestination} of a–z, 0–9 and -", nameof(instances));
        }

        foreach (var (partition, instance) in partitions)
        {
            Place(partition, instance);
        }
    }

    /// <summary>The partitions in order.</summary>
    public IReadOnlyList<int> Partitions => [.. partitions.Keys.Order()];

    /// <summary>All partitions on one instance.</summary>
    public static Placement On(NpgsqlDataSource only, IEnumerable<int> partitions) =>
        new(new Dictionary<string, NpgsqlDataSource> { [OnlyInstance] = only }, partitions.ToDictionary(partition => partition, _ => OnlyInstance));

    internal PostgresInstance Of(int partition) => Find(partitions[partition])!;

    /// <summary>Null when this process's configuration does not name it.</summary>
    internal PostgresInstance? Find(string name) => instances.TryGetValue(name, out var dataSource) ? new PostgresInstance(name, dataSource) : null;

    /// <summary>How many partitions an instance has, counted from 0 to the highest.</summary>
    public static async Task<int> CountPartitionsAsync(NpgsqlDataSource dataSource, CancellationToken cancellation)
    {
        await using var command = dataSource.CreateCommand("select coalesce(max(partition) + 1, 0) from ledger.partition");
        return (int)(await command.ExecuteScalarAsync(cancellation))!;
    }

    /// <summary>The instances that have, or had, this partition. Throws when one of them doesn't answer.</summary>
    internal async Task<IReadOnlyList<string>> FindPartitionAsync(int partition, CancellationToken cancellation)
    {
        var there = new List<string>();
        foreach (var (name, dataSource) in instances)
        {
            await using var command = dataSource.CreateCommand("select exists (select from ledger.partition where partition = $1)");
            command.Parameters.AddWithValue(partition);
            if ((bool)(await command.ExecuteScalarAsync(cancellation))!)
            {
                there.Add(name);
            }
        }

        return there;
    }

    internal void Place(int partition, string instance)
    {
        if (partition is < 0 or > 0xFFF)
        {
            throw new ArgumentException($"partition {partition}: a player's id has room for 0 to 4095", nameof(partition));
        }

        if (!instances.ContainsKey(instance))
        {
            throw new ArgumentException($"partition {partition} is placed on '{instance}', and the instances are {string.Join(", ", instances.Keys)}", nameof(instance));
        }

        partitions.Add(partition, instance);
    }
}

/// <summary>One PostgreSQL server with a ledger in it.</summary>
internal sealed record PostgresInstance(string Name, NpgsqlDataSource DataSource);
