namespace Croupier.Tests.Unit.Tokens;

/// <summary>A test on the published JOSE examples beside the checkout; skipped, visibly, where they are absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class JoseFactAttribute : FactAttribute
{
    public JoseFactAttribute()
    {
        if (Folder is null)
        {
            Skip = "shared/data/security/jose is not beside this checkout";
        }
    }

    public static string? Folder
    {
        get
        {
            var folder = Path.Combine(RepositoryFolder.SharedData ?? "", "security", "jose");
            return Directory.Exists(folder) ? folder : null;
        }
    }
}
