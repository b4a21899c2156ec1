using System.Text.RegularExpressions;

namespace Croupier.Platform.Log.Rabbit;

/// <summary>
/// What a user may do on the broker, as the three patterns of names that RabbitMQ's permissions are. Producers only append; ledgers append (ticks) and read; serving
/// code declares nothing.
/// </summary>
public sealed record RabbitRights(string Configure, string Write, string Read)
{
    private const string Nothing = "^$";

    /// <summary>Of games, fairness, identity, wallet and operator.</summary>
    public static RabbitRights Producer(string prefix = "croupier.log") => new(Nothing, new RabbitNames(prefix).AnyExchangePattern, Nothing);

    public static RabbitRights Ledger(string prefix = "croupier.log") =>
        new(Nothing, new RabbitNames(prefix).AnyExchangePattern, new RabbitNames(prefix).AnyStreamPattern);

    /// <summary>Of migrations, and of the operator who opens an incarnation.</summary>
    public static RabbitRights Operator(string prefix = "croupier.log")
    {
        var all = $@"^{Regex.Escape(prefix)}\.";
        return new RabbitRights(all, $"{all}|^{Regex.Escape(RabbitNames.OperatorsExchangeInRights)}$", all);
    }
}
