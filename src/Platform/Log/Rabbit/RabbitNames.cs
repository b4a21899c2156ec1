using System.Globalization;
using System.Text.RegularExpressions;

namespace Croupier.Platform.Log.Rabbit;

/// <summary>What things on the broker are called, and how the log's own entries are told from batches.</summary>
internal sealed record RabbitNames(string Prefix)
{
    /// <summary>The type of a stream's first entry. It is there so that a stream always has an entry to be found.</summary>
    public const string Opened = "opened";

    /// <summary>The type of the entry behind which a stream's batches do not count: its incarnation is closed.</summary>
    public const string Closed = "closed";

    /// <summary>
    /// The exchange through which only operators and migrations may publish. Producers publish through their partition's, and the broker notes which it was: so nobody
    /// who may only append can write an entry of the log's own.
    /// </summary>
    public const string OperatorsExchange = "";

    /// <summary>The same in the broker's permissions.</summary>
    public const string OperatorsExchangeInRights = "amq.default";

    /// <summary>A fanout exchange a partition, bound to the stream of its newest incarnation: producers need not know which that is.</summary>
    public string Exchange(int partition) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}.{partition}");

    public string Stream(int partition, uint incarnation) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}.{partition}.{incarnation}");

    public string AnyExchangePattern => $@"^{Regex.Escape(Prefix)}\.[0-9]+$";

    public string AnyStreamPattern => $@"^{Regex.Escape(Prefix)}\.[0-9]+\.[0-9]+$";
}
