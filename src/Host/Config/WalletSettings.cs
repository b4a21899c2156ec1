using Croupier.Kernel;
using Croupier.Platform.Wallet;

namespace Croupier.Host.Config;

/// <summary>The wallet role's options, with where its keys are and who its provider is.</summary>
internal sealed record WalletSettings
{
    public required SecretReference? CallbackKeys { get; init; }

    public required SandboxProviderSettings Provider { get; init; }

    /// <summary>Without keys.</summary>
    public required WalletOptions Options { get; init; }

    public static WalletSettings Read(ConfigurationSection root)
    {
        var section = root.Section("wallet", "The role wallet.");
        var d = new WalletOptions { CallbackKeys = new Dictionary<string, byte[]>(), DepositReturnUrl = null! };
        return new WalletSettings
        {
            CallbackKeys = section.Secret("callback_keys", SecretWords.NamedKeys, "The providers' callback keys. A new one is here before the provider signs with it.", Need.Of(Role.Wallet)),
            Provider = SandboxProviderSettings.Read(section.Section("provider", "Who takes and pays money.")),
            Options = d with
            {
                DepositReturnUrl = section.One("deposit_return_url", Kinds.Https, null!, "Where the provider's page sends the player's browser back to.", Need.Of(Role.Wallet)),
                IntentLife = section.One("intent_life", Kinds.Time("1m", "7d"), d.IntentLife, "How long an intent stays open for its payment."),
                CallbackTolerance = section.One("callback_tolerance", Kinds.Time("1s", "1h"), d.CallbackTolerance, "How far the time of a callback's signature may be from now."),
                CatchUpLimit = section.One("catch_up_limit", Kinds.Time("100ms", "5m"), d.CatchUpLimit, "How long a reader waits for the projection to see a block."),
                SweepInterval = section.One("sweep_interval", Kinds.Time("50ms", "1h"), d.SweepInterval, "How often unfinished business with the provider is looked for."),
                MaxEntriesPerBatch = section.One("max_entries_per_batch", Kinds.Integer(1, 65_536), d.MaxEntriesPerBatch, "The most entries that are folded into one transaction."),
            },
        };
    }
}

/// <summary>The payment provider. The sandbox is the one that this version can speak to.</summary>
internal sealed record SandboxProviderSettings(Uri? Address, SecretReference? ApiKey, string? Authority)
{
    public static SandboxProviderSettings Read(ConfigurationSection section)
    {
        section.One("kind", Kinds.Choice(new Dictionary<string, string> { ["sandbox"] = "sandbox" }), "sandbox", "Which provider's protocol is spoken.");
        return new SandboxProviderSettings(
            section.One("address", Kinds.Https, null!, "Where it is called.", Need.Of(Role.Wallet)),
            section.Secret("api_key", SecretWords.Password, "What we show it.", Need.Of(Role.Wallet)),
            section.File("authority", null, "The authority of its certificate, PEM.", Need.Of(Role.Wallet)));
    }
}
