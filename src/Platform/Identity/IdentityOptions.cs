using System.Security.Cryptography;
using Croupier.Kernel.Ports;

namespace Croupier.Platform.Identity;

/// <summary>A 32-byte key and the number under which what it sealed is found again.</summary>
public sealed record VersionedKey(byte Version, byte[] Key);

/// <summary>What the identity role is told. The secrets have no defaults: a role without them doesn't start.</summary>
public sealed record IdentityOptions
{
    /// <summary>What OWASP's password storage cheat sheet asks of PBKDF2-HMAC-SHA-512.</summary>
    public const int CurrentIterations = 210_000;

    /// <summary>P-256 keys that sign access tokens. The first signs; all of them are published and verify, so that keys can be exchanged while tokens live.</summary>
    public required IReadOnlyList<ECDsa> SigningKeys { get; init; }

    /// <summary>32 bytes from which every session's key derives.</summary>
    public required byte[] MasterSecret { get; init; }

    /// <summary>Keys that seal personal data. The last one seals, all of them open.</summary>
    public required IReadOnlyList<VersionedKey> VaultKeys { get; init; }

    /// <summary>32 bytes under which e-mail addresses are indexed without being readable.</summary>
    public required byte[] BlindIndexKey { get; init; }

    /// <summary>The token's <c>iss</c> and <c>aud</c>.</summary>
    public string Issuer { get; init; } = "croupier";

    public string Audience { get; init; } = "croupier-player";

    /// <summary>New players become active without anybody's check. For <c>start-dev</c> only; <c>serve</c> never sets it.</summary>
    public bool VerifyPlayersImmediately { get; init; }

    /// <summary>New players are spread over partitions 0 to this less one.</summary>
    public int PartitionCount { get; init; } = 1;

    /// <summary>Each partition's share of new players: 3 takes three times as many as 1, and 0 takes none. Empty: all the same.</summary>
    public IReadOnlyList<int> PartitionWeights { get; init; } = [];

    public TimeSpan AccessTokenLife { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a session lives without being refreshed: who is idle for so long signs in again.</summary>
    public TimeSpan SessionIdleLife { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>How long a session lives at most. A chain of rounds lives no longer either.</summary>
    public TimeSpan SessionLife { get; init; } = TimeSpan.FromHours(24);

    /// <summary>PBKDF2-HMAC-SHA-512 iterations of new hashes; older, cheaper hashes are renewed at sign-in. At least 210,000 outside of tests.</summary>
    public int PasswordIterations { get; init; } = CurrentIterations;

    /// <summary>How many passwords are hashed at once. One of this machine's two cores must stay free for bets.</summary>
    public int PasswordsAtOnce { get; init; } = Math.Max(1, Environment.ProcessorCount / 2);

    /// <summary>How many more may wait for that; the next is <see cref="Croupier.Kernel.Status.Busy"/>.</summary>
    public int PasswordsWaiting { get; init; } = 32;

    /// <summary>So many wrong passwords for a name within <see cref="LockWindow"/> lock the name for as long.</summary>
    public int LockAfter { get; init; } = 3;

    public TimeSpan LockWindow { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>How often unfinished sign-ups are looked for, and expired rows removed.</summary>
    public TimeSpan SweepInterval { get; init; } = TimeSpan.FromSeconds(10);

    internal TokenRules TokenRules => new(Issuer, Audience, AccessTokenLife, SessionLife);

    internal void Check()
    {
        Require(SigningKeys.Count > 0 && SigningKeys.All(k => k.KeySize == 256), "signing keys are P-256, at least one");
        Require(MasterSecret.Length == 32 && BlindIndexKey.Length == 32, "master secret and blind index key have 32 bytes");
        Require(VaultKeys.Count > 0 && VaultKeys.All(k => k.Key.Length == 32), "vault keys have 32 bytes, at least one");
        Require(VaultKeys.Select(k => k.Version).Distinct().Count() == VaultKeys.Count, "vault keys have different versions");
        Require(PartitionCount is >= 1 and <= 4096, "there are 1 to 4096 partitions");
        Require(PartitionWeights.Count == 0 || PartitionWeights.Count == PartitionCount, "there is a weight for each partition, or for none");
        Require(PartitionWeights.All(w => w is >= 0 and <= 1_000_000) && (PartitionWeights.Count == 0 || PartitionWeights.Any(w => w > 0)), "weights are 0 to 1,000,000, and one of them is more than 0");
        Require(PasswordsAtOnce >= 1 && PasswordsWaiting >= 0 && LockAfter >= 1, "limits are positive");
        Require(AccessTokenLife > TimeSpan.Zero && SessionIdleLife >= AccessTokenLife && SessionLife >= SessionIdleLife, "a token lives no longer than its session");
    }

    private static void Require(bool holds, string rule)
    {
        if (!holds)
        {
            throw new ArgumentException($"identity options: {rule}");
        }
    }
}
