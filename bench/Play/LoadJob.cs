using System.Text.Json.Serialization;

namespace Croupier.Bench.Play;

/// <summary>One account of the load player.</summary>
internal sealed record LoadAccount(string AccessToken, byte[] SessionKey);

/// <summary>What the load player's process is told on its standard input, one line of JSON. <see cref="Echo"/>: the same frames to the bare echo, whose answers are its questions.</summary>
internal sealed record LoadJob(
    string Origin, byte[] Certificate, bool Echo, IReadOnlyList<LoadAccount> Accounts, string Game, byte[] RulesHash, long Stake, int WarmUpSeconds, int Seconds, int Rate);

/// <summary>What it says at the end, on its standard output. Latencies in milliseconds, from the intended time of sending.</summary>
internal sealed record LoadResult(
    long Answers, long Refusals, string? FirstRefusal, double ElapsedSeconds, double P50Ms, double P99Ms, double P999Ms, double MaxMs, double ProcessorSeconds);

[JsonSerializable(typeof(LoadJob))]
[JsonSerializable(typeof(LoadResult))]
internal sealed partial class LoadJson : JsonSerializerContext;
