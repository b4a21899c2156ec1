using System.Security.Cryptography;
using Croupier.Kernel;
using Croupier.Platform.Identity;

namespace Croupier.Host.Config;

/// <summary>The identity role's options, with where its keys are.</summary>
internal sealed record IdentitySettings
{
    public required SecretReference? SigningKeys { get; init; }

    public required SecretReference? MasterSecret { get; init; }

    public required SecretReference? VaultKeys { get; init; }

    public required SecretReference? BlindIndexKey { get; init; }

    /// <summary>Without keys.</summary>
    public required IdentityOptions Options { get; init; }

    public static IdentitySettings Read(ConfigurationSection root)
    {
        var section = root.Section("identity", "The role identity.");
        var d = new IdentityOptions { SigningKeys = Array.Empty<ECDsa>(), MasterSecret = [], VaultKeys = [], BlindIndexKey = [] };
        return new IdentitySettings
        {
            SigningKeys = section.Secret("signing_keys", SecretWords.SigningKeys, "Access tokens. The others verify, so that keys can be exchanged while tokens live. Read at the start.", Need.Of(Role.Identity)),
            MasterSecret = section.Secret("master_secret", SecretWords.Key, "What every session's key derives from. Read at the start.", Need.Of(Role.Identity)),
            VaultKeys = section.Secret("vault_keys", SecretWords.Ring, "What personal data is sealed with, versions 1 to 255. The highest seals, all open. Read at the start.", Need.Of(Role.Identity)),
            BlindIndexKey = section.Secret("blind_index_key", SecretWords.Key, "Under which e-mail addresses are indexed. Never changes.", Need.Of(Role.Identity)),
            Options = ReadOptions(section, d),
        };
    }

    private static IdentityOptions ReadOptions(ConfigurationSection section, IdentityOptions d) => d with
    {
        Issuer = section.One("issuer", Word, d.Issuer, "The tokens' iss."),
        Audience = section.One("audience", Word, d.Audience, "The tokens' aud."),
        PartitionWeights = section.Many("partition_weights", Kinds.Integer(0, 1_000_000), [], "Each partition's share of new players. Empty: all the same."),
        AccessTokenLife = section.One("access_token_life", Kinds.Time("10s", "1d"), d.AccessTokenLife, "How long a token holds."),
        SessionIdleLife = section.One("session_idle_life", Kinds.Time("1m", "30d"), d.SessionIdleLife, "How long a session lives without being refreshed."),
        SessionLife = section.One("session_life", Kinds.Time("1m", "30d"), d.SessionLife, "How long it lives at most."),
        PasswordIterations = section.One("password_iterations", Kinds.Integer(IdentityOptions.CurrentIterations, 10_000_000), d.PasswordIterations, "PBKDF2-HMAC-SHA-512 iterations of new hashes."),
        PasswordsAtOnce = section.One("passwords_at_once", Kinds.OrNone(Kinds.Integer(1, 256)), null, "Passwords that are hashed at once. none: half of the processors.") ?? d.PasswordsAtOnce,
        PasswordsWaiting = section.One("passwords_waiting", Kinds.Integer(0, 100_000), d.PasswordsWaiting, "How many more may wait for that; the next is busy."),
        LockAfter = section.One("lock_after", Kinds.Integer(1, 100), d.LockAfter, "So many wrong passwords lock the name."),
        LockWindow = section.One("lock_window", Kinds.Time("1m", "1d"), d.LockWindow, "Within this time, and for as long."),
        SweepInterval = section.One("sweep_interval", Kinds.Time("100ms", "1h"), d.SweepInterval, "How often unfinished sign-ups are looked for."),
    };

    private static Kind<string> Word { get; } = Kinds.Text("1 to 100 characters without spaces", text => text.Length is > 0 and <= 100 && !text.Any(char.IsWhiteSpace));
}
