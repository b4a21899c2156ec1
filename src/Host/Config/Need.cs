using Croupier.Kernel;

namespace Croupier.Host.Config;

/// <summary>Who can't do without a key. What no role of this process needs may be missing, so that a process is given no more than it uses.</summary>
internal sealed class Need
{
    public static readonly Need None = new([], false);

    public static readonly Need Always = new([], true);

    private readonly bool always;

    private Need(IReadOnlyList<Role> roles, bool always)
    {
        Roles = roles;
        this.always = always;
    }

    public IReadOnlyList<Role> Roles { get; }

    public static Need Of(params Role[] roles) => new(roles, false);

    /// <summary>A reading for no role at all (<c>migrate</c>) needs nothing.</summary>
    public bool IsFelt(IReadOnlyCollection<Role> here) => always ? here.Count > 0 : here.Any(Roles.Contains);

    public override string ToString() => always ? "always" : string.Join(", ", Roles.Select(RoleNames.Of));
}
