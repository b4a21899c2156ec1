using Croupier.Host.Dev;

namespace Croupier.Tests.System.Certificates;

/// <summary>A test that asks openssl. It is skipped, visibly, where none is installed, but never under CI.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OpensslFactAttribute : FactAttribute
{
    public OpensslFactAttribute()
    {
        if (PrivatePostgresShell.Run("openssl", "version").ExitCode != 0 && Environment.GetEnvironmentVariable("CI") != "true")
        {
            Skip = "openssl is not installed";
        }
    }
}
