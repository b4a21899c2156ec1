using Croupier.Kernel;

namespace Croupier.Host.Config;

/// <summary>Where the other processes are.</summary>
internal static class PeersSettings
{
    public static IReadOnlyDictionary<Role, IReadOnlyList<string>> Read(ConfigurationSection root)
    {
        var section = root.Section("peers", "The processes of other roles: a list of HOST:PORT for each. A port that a role here uses is served in this process if its provider runs here, and otherwise by these.");
        return RoleNames.Runnable.Values
            .Where(role => role is not (Role.Gateway or Role.Audit)) // nobody calls them
            .Select(role => (role, Addresses: section.Many(RoleNames.Of(role), Kinds.Endpoint, [], $"The processes that run {RoleNames.Of(role)}{(role == Role.Ledger ? ": all of them, leaders and standbys" : "")}.")))
            .Where(one => one.Addresses.Count > 0)
            .ToDictionary(one => one.role, one => one.Addresses);
    }
}
