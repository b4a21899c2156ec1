using System.Globalization;
using Croupier.Host.Dev;

namespace Croupier.Host.Verbs;

/// <summary>The aligned lines with which <c>start-dev</c> says where everything is.</summary>
internal static class StartDevReport
{
    public static void Write(TextWriter output, DevPlatform platform, TimeSpan took)
    {
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Croupier is ready after {took.TotalSeconds:0.0} s. Ctrl-C stops everything."));
        Line(output, "player page", $"{platform.PlayerOrigin}");
        Line(output, "API", $"{new Uri(platform.PlayerOrigin, "api/v1/games")}");
        Line(output, "ledger API", $"{platform.ApiOrigin}, certificates in {platform.CallersFolder}");
        Line(output, "metrics", $"{new Uri(platform.MetricsOrigin, "metrics")}");
        Line(output, "data folder", platform.DataFolder);
        Line(output, "demo player", $"{DemoPlayer.Email}, password in {platform.DemoPlayerFile}");
    }

    private static void Line(TextWriter output, string what, string where) => output.WriteLine($"  {what,-13}{where}");
}
