using System.Globalization;
using Croupier.Kernel;

namespace Croupier.Platform.Rpc;

/// <summary>The name of a process of ours in its certificate: <c>&lt;role&gt;-&lt;instance&gt;</c>, or the role alone for any of its processes, which counts as its first where one has to be named.</summary>
internal static class RoleName
{
    private static readonly Dictionary<string, Role> Roles =
        Enum.GetValues<Role>().Where(role => role is not (Role.None or Role.Log)).ToDictionary(role => role.ToString().ToLowerInvariant());

    /// <summary>Null when the name is no role's: then it is somebody else's.</summary>
    public static Caller? Parse(string name)
    {
        var hyphen = name.IndexOf('-', StringComparison.Ordinal);
        if (!Roles.TryGetValue(hyphen < 0 ? name : name[..hyphen], out var role))
        {
            return null;
        }

        if (hyphen < 0)
        {
            return new Caller(role, 1);
        }

        // One spelling for one instance.
        var number = name[(hyphen + 1)..];
        return uint.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var instance) && instance > 0 && number[0] != '0'
            ? new Caller(role, instance)
            : null;
    }

    public static string Of(Role role) => role.ToString().ToLowerInvariant();
}
