using System.Security.Cryptography;
using System.Text;
using Croupier.Kernel;
using Croupier.Kernel.Commands;

namespace Croupier.Host.Data;

/// <summary>
/// The secrets of one development platform. All symmetric ones derive from one 32-byte master (HKDF-SHA-256, RFC 5869, a label each), so that one
/// file of mode 0600 holds them; the three signing keys have files of their own. Each bears <see cref="DevelopmentMark"/>, by which <c>serve</c> refuses it, but for those of
/// folders from before there was a mark: what they sealed must stay readable.
/// </summary>
public sealed class DevelopmentSecrets : IProducerKeys, IDisposable
{
    /// <summary>The version of producer keys that this platform signs with.</summary>
    public const ushort ProducerKeyVersion = 1;

    /// <summary>Callers of the ledger API have instance numbers from here on; the platform's own processes have 1.</summary>
    public const uint FirstApiInstance = 100;

    private const uint LastApiInstance = 199;

    private readonly byte[] master;

    private DevelopmentSecrets(byte[] master, ECDsa tokenKey, ECDsa headsKey, ECDsa receiptsKey)
    {
        this.master = master;
        TokenKey = tokenKey;
        HeadsKey = headsKey;
        ReceiptsKey = receiptsKey;
    }

    /// <summary>Signs access tokens (ES256).</summary>
    public ECDsa TokenKey { get; }

    /// <summary>Signs ledger heads (ES256).</summary>
    public ECDsa HeadsKey { get; }

    /// <summary>Signs receipts of commitments (ES256).</summary>
    public ECDsa ReceiptsKey { get; }

    public static DevelopmentSecrets Load(DataFolder folder) => new(
        folder.ReadOrCreateSecret("master.key", () => DevelopmentMark.Put(RandomNumberGenerator.GetBytes(32))),
        LoadSigningKey(folder, "token-signing.key"),
        LoadSigningKey(folder, "heads-signing.key"),
        LoadSigningKey(folder, "receipts-signing.key"));

    /// <summary>32 bytes for one purpose. The same label always gives the same bytes.</summary>
    public byte[] Derive(string label)
    {
        var derived = HKDF.DeriveKey(HashAlgorithmName.SHA256, master, 32, info: Encoding.ASCII.GetBytes("croupier development " + label));
        return DevelopmentMark.IsOn(master) ? DevelopmentMark.Put(derived) : derived;
    }

    /// <summary>A password for a database user; never leaves this machine.</summary>
    public string DatabasePassword(string user) => Convert.ToHexStringLower(Derive("database " + user));

    public byte[] ProducerKey(Caller caller) => Derive($"producer {caller.Role} {caller.Instance}");

    /// <inheritdoc/>
    public byte[]? Find(Caller caller, ushort keyVersion) =>
        keyVersion == ProducerKeyVersion && caller is { Role: not Role.None, Instance: 1 or (>= FirstApiInstance and <= LastApiInstance) } && Enum.IsDefined(caller.Role) ? ProducerKey(caller) : null;

    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(master);
        TokenKey.Dispose();
        HeadsKey.Dispose();
        ReceiptsKey.Dispose();
    }

    private static ECDsa LoadSigningKey(DataFolder folder, string name)
    {
        var bytes = folder.ReadOrCreateSecret(name, () =>
        {
            using var fresh = DevelopmentMark.NewSigningKey();
            return fresh.ExportPkcs8PrivateKey();
        });
        var key = ECDsa.Create();
        key.ImportPkcs8PrivateKey(bytes, out _);
        return key;
    }
}
