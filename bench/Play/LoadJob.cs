using System.Text.Json.Serialization;

namespace Croupier.Bench.Play;

/// <summary>One account of the load player.</summary>
internal sealed record LoadAccount(string AccessToken, byte[] SessionKey);

/// <summary>
/// What the load player's process is told on its standard input, one line of JSON. <see cref="Echo"/>: the same frames to the bare echo, whose answers are its questions.
/// <see cref="OtherOrigins"/> are gateways to go to when one is lost or goes away.
/// </summary>
internal sealed record LoadJob(
    string Origin, byte[] Certificate, bool Echo, IReadOnlyList<LoadAccount> Accounts, string Game, byte[] RulesHash, long Stake, int WarmUpSeconds, int Seconds, int Rate)
{
    public IReadOnlyList<string> OtherOrigins { get; init; } = [];
}

/// <summary>
/// What it says at the end, on its standard output. Latencies in milliseconds, from the intended time of sending. <see cref="Retries"/>: bets and chains' commands that were
/// sent again, because the platform was busy or the answer was lost; a refusal is one that no retry changed.
/// </summary>
internal sealed record LoadResult(
    long Answers, long Refusals, string? FirstRefusal, double ElapsedSeconds, double P50Ms, double P99Ms, double P999Ms, double MaxMs, double ProcessorSeconds, long Retries);

[JsonSerializable(typeof(LoadJob))]
[JsonSerializable(typeof(LoadResult))]
internal sealed partial class LoadJson : JsonSerializerContext;
