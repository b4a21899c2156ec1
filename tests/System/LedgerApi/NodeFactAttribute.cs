using System.Diagnostics;

namespace Croupier.Tests.System.LedgerApi;

/// <summary>A test that runs Node.js with the public gRPC library. It is skipped, visibly, where Node.js or PostgreSQL is absent, but never under CI: the machine can have them.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NodeFactAttribute : FactAttribute
{
    private static readonly Lazy<string?> WhyMissing = new(LookForNode);

    public NodeFactAttribute()
    {
        if (Environment.GetEnvironmentVariable("CI") != "true" && (PostgresFixture.Missing ?? WhyMissing.Value) is { } reason)
        {
            Skip = reason;
        }
    }

    private static string? LookForNode()
    {
        try
        {
            using var node = Process.Start(new ProcessStartInfo("node", "--version") { RedirectStandardOutput = true })!;
            node.WaitForExit();
            return node.ExitCode == 0 ? null : "Node.js does not start";
        }
        catch (global::System.ComponentModel.Win32Exception)
        {
            return "Node.js is not installed";
        }
    }
}
