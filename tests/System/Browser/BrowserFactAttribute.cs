namespace Croupier.Tests.System.Browser;

/// <summary>
/// A test in a real browser. It is skipped, visibly, where Chromium, PostgreSQL or the built player page is absent, but never under CI: the machine can have them all.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BrowserFactAttribute : FactAttribute
{
    public BrowserFactAttribute()
    {
        Skip = BrowserNeeds.SkipReason;
    }
}

/// <summary>As <see cref="BrowserFactAttribute"/>, for a test with rows of data.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BrowserTheoryAttribute : TheoryAttribute
{
    public BrowserTheoryAttribute()
    {
        Skip = BrowserNeeds.SkipReason;
    }
}

internal static class BrowserNeeds
{
    private static readonly string[] Chromiums = ["/usr/bin/chromium", "/usr/bin/chromium-browser"];

    /// <summary>The system's Chromium; Playwright's own download is not used.</summary>
    public static string? Chromium { get; } = Chromiums.FirstOrDefault(File.Exists);

    public static string? SkipReason => Environment.GetEnvironmentVariable("CI") == "true" ? null : Missing;

    private static string? Missing =>
        PostgresFixture.Missing
        ?? (Chromium is null ? "Chromium is not installed" : null)
        ?? (PlatformFixture.PlayerPage is null ? "the player page is not built (./croupier build)" : null);
}
