using Croupier.Kernel.Commands;
using Croupier.Kernel.Ports;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Croupier.Platform.Ledger;

/// <summary>What every partition of this process shares.</summary>
internal sealed record PartitionServices(
    LedgerOptions Options, NpgsqlDataSource DataSource, ICommandLog Log, IProducerKeys ProducerKeys, ResultsHub Results, TimeProvider Clock, ILogger Logger);
