namespace Croupier.Platform.Wallet;

/// <summary>What the wallet role is told. Keys have no defaults.</summary>
public sealed record WalletOptions
{
    /// <summary>The providers' callback keys by key id. A new key is added here before the provider signs with it, and an old one removed after.</summary>
    public required IReadOnlyDictionary<string, byte[]> CallbackKeys { get; init; }

    /// <summary>Where the provider's page sends the player's browser back to.</summary>
    public required Uri DepositReturnUrl { get; init; }

    public int PartitionCount { get; init; } = 1;

    /// <summary>How long an intent stays open for its payment.</summary>
    public TimeSpan IntentLife { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>How far the timestamp of a callback's signature may be from now, either way.</summary>
    public TimeSpan CallbackTolerance { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a reader waits for the projection to see a block.</summary>
    public TimeSpan CatchUpLimit { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How often unfinished business with the provider is looked for, besides right after a block that has some.</summary>
    public TimeSpan SweepInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The most entries that are folded into one transaction.</summary>
    public int MaxEntriesPerBatch { get; init; } = 8192;

    internal void Check()
    {
        Require(CallbackKeys.All(k => k.Value.Length >= 32 && CallbackSignature.IsKeyId(k.Key)), "callback keys have at least 32 bytes, their ids 1–32 letters, digits, - and _");
        Require(DepositReturnUrl.IsAbsoluteUri, "the return address is absolute");
        Require(PartitionCount is >= 1 and <= 4096, "there are 1 to 4096 partitions");
        Require(IntentLife > TimeSpan.Zero && CallbackTolerance > TimeSpan.Zero && CatchUpLimit > TimeSpan.Zero && SweepInterval > TimeSpan.Zero, "times are positive");
        Require(MaxEntriesPerBatch > 0, "a batch holds at least one entry");
    }

    private static void Require(bool holds, string rule)
    {
        if (!holds)
        {
            throw new ArgumentException($"wallet options: {rule}");
        }
    }
}
