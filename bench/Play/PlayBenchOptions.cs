using System.Globalization;
using Croupier.Host.Config;

namespace Croupier.Bench.Play;

/// <summary>What <c>bench play</c> is asked. A rate of 0 is a closed loop: each connection bets as soon as it has its answer.</summary>
internal sealed record PlayBenchOptions(bool Json, int Connections, int Seconds, int Rate, int Runs)
{
    /// <summary>Beside one process: the platform as a process for each role, over these logs.</summary>
    public IReadOnlyList<LogKind> Processes { get; init; } = [];

    public const string Usage = "bench play [--json] [--connections N] [--seconds S] [--rate BETS_A_SECOND] [--runs N] [--processes postgres,rabbitmq]";

    private static readonly Dictionary<string, LogKind> Logs = new() { ["postgres"] = LogKind.Postgres, ["rabbitmq"] = LogKind.RabbitMq };

    /// <summary>Null when the arguments are wrong; <paramref name="error"/> then says how.</summary>
    public static PlayBenchOptions? Parse(IReadOnlyList<string> args, out string error)
    {
        var options = new PlayBenchOptions(Json: false, Connections: 256, Seconds: 10, Rate: 0, Runs: 3);
        error = "";
        for (var i = 0; i < args.Count; i++)
        {
            if (args[i] == "--json")
            {
                options = options with { Json = true };
                continue;
            }

            if (args[i] == "--processes" && i + 1 < args.Count)
            {
                var logs = args[++i].Split(',');
                if (!logs.All(Logs.ContainsKey))
                {
                    error = $"--processes {args[i]} is not possible; usage: {Usage}";
                    return null;
                }

                options = options with { Processes = [.. logs.Select(log => Logs[log])] };
                continue;
            }

            if (i + 1 >= args.Count || !int.TryParse(args[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                error = $"{args[i]} is not known, or lacks its number; usage: {Usage}";
                return null;
            }

            switch (args[i++])
            {
                case "--connections" when number is >= 1 and <= 20_000:
                    options = options with { Connections = number };
                    break;
                case "--seconds" when number is >= 1 and <= 3600:
                    options = options with { Seconds = number };
                    break;
                case "--rate" when number is >= 0 and <= 1_000_000:
                    options = options with { Rate = number };
                    break;
                case "--runs" when number is >= 1 and <= 99:
                    options = options with { Runs = number };
                    break;
                default:
                    error = $"{args[i - 1]} {number} is not possible; usage: {Usage}";
                    return null;
            }
        }

        return options;
    }
}
