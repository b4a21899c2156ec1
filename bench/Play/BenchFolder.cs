using Microsoft.Extensions.Logging;

namespace Croupier.Bench.Play;

/// <summary>Where a benchmark's platform keeps its data, and says what is wrong.</summary>
internal static class BenchFolder
{
    /// <summary>0711: the database server's account must come through when the benchmark runs as root.</summary>
    public static string New(string name)
    {
        var folder = Path.Combine(Path.GetTempPath(), $"croupier-bench-{name}-{Environment.ProcessId}");
        Directory.CreateDirectory(folder, (UnixFileMode)0b111_001_001);
        return folder;
    }

    public static ILoggerFactory Loggers() => LoggerFactory.Create(logging => logging.SetMinimumLevel(LogLevel.Warning)
        .AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace));
}
