using System.Security.Cryptography;
using Croupier.Host.Config;
using Croupier.Host.Data;
using Croupier.Host.Secrets;
using Croupier.Kernel;
using Microsoft.Extensions.Logging;

namespace Croupier.Host.Serve;

/// <summary>
/// Every secret that the roles of this process need, read before any of them starts, and no other: a process without a role never opens that role's secrets, even if the
/// configuration says where they are.
/// </summary>
internal sealed class ServeSecrets : IAsyncDisposable
{
    private const int HighestVersion = ushort.MaxValue;

    private readonly SecretStore store;
    private readonly List<string> wrong = [];
    private EnvironmentException? development;

    private ServeSecrets(SecretStore store)
    {
        this.store = store;
    }

    /// <summary>By role: who it is at the log.</summary>
    public IReadOnlyDictionary<Role, Secret<string>> LogPasswords { get; private set; } = new Dictionary<Role, Secret<string>>();

    /// <summary>By instance.</summary>
    public IReadOnlyDictionary<string, Secret<string>> LedgerPasswords { get; private set; } = new Dictionary<string, Secret<string>>();

    public Secret<string>? FairnessPassword { get; private set; }

    public Secret<string>? IdentityPassword { get; private set; }

    public Secret<string>? WalletPassword { get; private set; }

    public Secret<string>? AuditPassword { get; private set; }

    /// <summary>The rings of the roles here, or of all where a ledger is.</summary>
    public ProducerKeys Producers { get; private set; } = null!;

    public Secret<IReadOnlyList<ECDsa>>? HeadKey { get; private set; }

    public Secret<KeyRing>? SealingKeys { get; private set; }

    public Secret<IReadOnlyList<ECDsa>>? ReceiptKey { get; private set; }

    public Secret<IReadOnlyList<ECDsa>>? SigningKeys { get; private set; }

    public Secret<byte[]>? MasterSecret { get; private set; }

    public Secret<KeyRing>? VaultKeys { get; private set; }

    public Secret<byte[]>? BlindIndexKey { get; private set; }

    public Secret<IReadOnlyDictionary<string, byte[]>>? CallbackKeys { get; private set; }

    public Secret<string>? ProviderApiKey { get; private set; }

    /// <summary>Throws with all that can't be had, at once; start-dev's secrets are told by their own exit code.</summary>
    public static async Task<ServeSecrets> OpenAsync(Configuration configuration, TimeProvider clock, ILoggerFactory loggers, CancellationToken cancellation)
    {
        var secrets = new ServeSecrets(new SecretStore(configuration.Secrets, clock, loggers));
        try
        {
            await secrets.OpenAllAsync(configuration, cancellation);
            secrets.ThrowIfAnyIsWrong();
            return secrets;
        }
        catch
        {
            await secrets.DisposeAsync();
            throw;
        }
    }

    /// <summary>From now on changed secrets are noticed.</summary>
    public void Watch() => store.Watch();

    public Task ReadAgainAsync() => store.ReadAgainAsync();

    public ValueTask DisposeAsync() => store.DisposeAsync();

    private async Task OpenAllAsync(Configuration configuration, CancellationToken cancellation)
    {
        Task<Secret<T>?> Open<T>(Role role, string key, SecretReference? reference, Func<string, T> read)
            where T : class => OpenOneAsync(configuration.Runs(role) ? reference : null, key, read, cancellation);

        LogPasswords = await OpenManyAsync(
            configuration.Log.Credentials.Where(c => configuration.Runs(c.Key)).Select(c => (c.Key, $"log.credentials.{RoleNames.Of(c.Key)}.password", (SecretReference?)c.Value.Password)),
            SecretFormats.Password,
            cancellation);
        LedgerPasswords = await OpenManyAsync(
            configuration.Runs(Role.Ledger) ? configuration.Databases.Ledger.Select(i => (i.Name, $"databases.ledger.instances.{i.Name}.password", i.Database.Password)) : [],
            SecretFormats.Password,
            cancellation);
        FairnessPassword = await Open(Role.Fairness, "databases.fairness.password", configuration.Databases.Fairness.Password, SecretFormats.Password);
        IdentityPassword = await Open(Role.Identity, "databases.identity.password", configuration.Databases.Identity.Password, SecretFormats.Password);
        WalletPassword = await Open(Role.Wallet, "databases.wallet.password", configuration.Databases.Wallet.Password, SecretFormats.Password);
        AuditPassword = await Open(Role.Audit, "databases.audit.password", configuration.Databases.Audit.Password, SecretFormats.Password);
        Producers = new ProducerKeys(await OpenManyAsync(
            configuration.ProducerKeys.Where(k => configuration.Runs(Role.Ledger) || configuration.Runs(k.Key)).Select(k => (k.Key, $"producer_keys.{RoleNames.Of(k.Key)}", (SecretReference?)k.Value)),
            text => SecretFormats.Ring(text, HighestVersion),
            cancellation));
        HeadKey = await Open(Role.Ledger, "ledger.head_key", configuration.Ledger.HeadKey, SecretFormats.SigningKeys);
        SealingKeys = await Open(Role.Fairness, "fairness.sealing_keys", configuration.Fairness.SealingKeys, text => SecretFormats.Ring(text, int.MaxValue));
        ReceiptKey = await Open(Role.Fairness, "fairness.receipt_key", configuration.Fairness.ReceiptKey, SecretFormats.SigningKeys);
        SigningKeys = await Open(Role.Identity, "identity.signing_keys", configuration.Identity.SigningKeys, SecretFormats.SigningKeys);
        MasterSecret = await Open(Role.Identity, "identity.master_secret", configuration.Identity.MasterSecret, SecretFormats.Key);
        VaultKeys = await Open(Role.Identity, "identity.vault_keys", configuration.Identity.VaultKeys, text => SecretFormats.Ring(text, byte.MaxValue));
        BlindIndexKey = await Open(Role.Identity, "identity.blind_index_key", configuration.Identity.BlindIndexKey, SecretFormats.Key);
        CallbackKeys = await Open(Role.Wallet, "wallet.callback_keys", configuration.Wallet.CallbackKeys, SecretFormats.NamedKeys);
        ProviderApiKey = await Open(Role.Wallet, "wallet.provider.api_key", configuration.Wallet.Provider.ApiKey, SecretFormats.Password);
    }

    private async Task<Dictionary<TName, Secret<T>>> OpenManyAsync<TName, T>(
        IEnumerable<(TName Name, string Key, SecretReference? Reference)> wanted, Func<string, T> read, CancellationToken cancellation)
        where TName : notnull
        where T : class
    {
        var opened = new Dictionary<TName, Secret<T>>();
        foreach (var (name, key, reference) in wanted)
        {
            if (await OpenOneAsync(reference, key, read, cancellation) is { } secret)
            {
                opened[name] = secret;
            }
        }

        return opened;
    }

    private async Task<Secret<T>?> OpenOneAsync<T>(SecretReference? reference, string key, Func<string, T> read, CancellationToken cancellation)
        where T : class
    {
        if (reference is null)
        {
            return null;
        }

        try
        {
            return await store.OpenAsync(key, reference, read, cancellation);
        }
        catch (SecretException error)
        {
            wrong.Add(error.Message);
        }
        catch (EnvironmentException error)
        {
            wrong.Add(error.Message);
            development ??= error;
        }

        return null;
    }

    private void ThrowIfAnyIsWrong()
    {
        if (wrong.Count > 0)
        {
            var all = string.Join("\n  ", wrong.Count > 1 ? ["these secrets are wrong:", .. wrong] : wrong);
            throw development is null ? new SecretException(all) : new EnvironmentException(development.Code, all);
        }
    }
}
