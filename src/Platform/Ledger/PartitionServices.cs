using Croupier.Kernel.Commands;
using Croupier.Kernel.Ports;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Croupier.Platform.Ledger;

/// <summary>What a partition of this process works with. <paramref name="Instance"/> is where it lives now; the rest is shared by all.</summary>
internal sealed record PartitionServices(
    LedgerOptions Options, PostgresInstance Instance, ICommandLog Log, IProducerKeys ProducerKeys, ResultsHub Results, TimeProvider Clock, ILogger Logger)
{
    public NpgsqlDataSource DataSource => Instance.DataSource;
}
