using Croupier.Kernel;

namespace Croupier.Host.Roles;

/// <summary>One line of the roles table: what a role does, which ports it provides and which it uses.</summary>
internal sealed record RoleDescription(Role Role, string Summary, IReadOnlyList<string> Provides, IReadOnlyList<string> Uses)
{
    /// <summary>The role's word everywhere: flag, folder, schema, metric prefix, page.</summary>
    public string Name => Role.ToString().ToLowerInvariant();
}
