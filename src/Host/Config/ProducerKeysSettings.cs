using Croupier.Kernel;

namespace Croupier.Host.Config;

/// <summary>Under which keys producers seal what they append, so that the ledger knows who gave a command.</summary>
internal static class ProducerKeysSettings
{
    private static readonly Role[] Sealing = [Role.Ledger, Role.Gateway, Role.Games, Role.Fairness, Role.Identity, Role.Wallet, Role.Operator, Role.Audit];

    public static IReadOnlyDictionary<Role, SecretReference> Read(ConfigurationSection root)
    {
        var section = root.Section("producer_keys", "Rings of keys by producing role; each process derives its own key from its role's ring and its instance number. The highest version seals, all of them prove. A ledger needs all rings, another process its own alone.");
        var keys = new Dictionary<Role, SecretReference>();
        foreach (var role in Sealing)
        {
            var about = role switch
            {
                Role.Gateway => "The ring with which gateways attest what players asked for.",
                Role.Operator => "The ring of operator verbs, and of callers of the ledger API that are told to be operators.",
                _ => $"The ring of {RoleNames.Of(role)}.",
            };
            if (section.Secret(RoleNames.Of(role), SecretWords.Ring, about, Need.Of([.. new[] { role, Role.Ledger }.Distinct()])) is { } reference)
            {
                keys[role] = reference;
            }
        }

        return keys;
    }
}
