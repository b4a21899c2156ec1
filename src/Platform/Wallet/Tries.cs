namespace Croupier.Platform.Wallet;

/// <summary>When something that failed is tried again: after 1, 2, 4, … seconds, at most a minute. It is never given up: it is money.</summary>
internal static class Tries
{
    private const long FirstMs = 1_000;
    private const long LongestMs = 60_000;

    public static long NextUnixMs(long nowUnixMs, int triesSoFar) => nowUnixMs + Math.Min(LongestMs, FirstMs << Math.Clamp(triesSoFar, 0, 6));
}
