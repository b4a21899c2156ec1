using System.Security.Cryptography;
using System.Text;
using Croupier.Host.Config;
using Croupier.Host.Data;
using Croupier.Kernel;

namespace Croupier.Host.Cluster;

/// <summary>The cluster's secrets, each in a file of mode 0600, made at the first start and never changed here.</summary>
internal sealed class ClusterSecrets(DataFolder folder)
{
    /// <summary>Who has a user on databases and brokers.</summary>
    public static readonly IReadOnlyList<Role> Users = [Role.Ledger, Role.Games, Role.Fairness, Role.Identity, Role.Wallet, Role.Operator, Role.Audit];

    private static readonly Role[] Producers = [.. Users, Role.Gateway];

    public string Password(Role role) => Ensure($"password-{RoleNames.Of(role)}", Hex);

    public string ApiKey => Ensure("provider-key", Hex);

    public byte[] CallbackKey => Convert.FromHexString(Read("callback-keys").Split(' ')[1]);

    public string CallbackKeyId => Read("callback-keys").Split(' ')[0];

    public string PathOf(string name) => folder.File(Path.Combine("secrets", name));

    public void EnsureAll()
    {
        Directory.CreateDirectory(folder.File("secrets"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        foreach (var role in Users)
        {
            Password(role);
        }

        foreach (var role in Producers)
        {
            Ensure($"producer-{RoleNames.Of(role)}", Ring);
        }

        Ensure("sealing-keys", Ring);
        Ensure("vault-keys", Ring);
        Ensure("master-secret", Hex);
        Ensure("blind-index-key", Hex);
        Ensure("token-keys", SigningKey);
        Ensure("head-key", SigningKey);
        Ensure("receipt-key", SigningKey);
        Ensure("provider-key", Hex);
        Ensure("callback-keys", () => $"sandbox-1 {Hex()}");
    }

    private string Ensure(string name, Func<string> make) =>
        Encoding.UTF8.GetString(folder.ReadOrCreateSecret(Path.Combine("secrets", name), () => Encoding.UTF8.GetBytes(make() + "\n"))).Trim();

    private string Read(string name) => File.ReadAllText(PathOf(name)).Trim();

    private static string Hex() => RandomNumberGenerator.GetHexString(64, lowercase: true);

    private static string Ring() => $"1 {Hex()}";

    private static string SigningKey()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return key.ExportPkcs8PrivateKeyPem();
    }
}
