using System.Diagnostics;
using System.Globalization;

namespace Croupier.Bench.Play;

/// <summary>Processor time (user and system) from <c>/proc</c>, in the kernel's ticks of 10 ms.</summary>
internal static class ProcessorTime
{
    private const double TicksPerSecond = 100;
    private const int ParentField = 1;
    private const int UserField = 11;
    private const int ReapedSystemField = 14;

    /// <summary>Nanoseconds that the calling thread has had a processor: the kernel's scheduler counts them, so other processes don't.</summary>
    public static long OfThreadNs()
    {
        var times = File.ReadAllText("/proc/thread-self/schedstat");
        return long.Parse(times.AsSpan(0, times.IndexOf(' ')), CultureInfo.InvariantCulture);
    }

    public static TimeSpan Own() => Process.GetCurrentProcess().TotalProcessorTime;

    /// <summary>This process and all its descendants, those that have ended among them, without <paramref name="except"/>: the platform with its PostgreSQL, but not the load player.</summary>
    public static TimeSpan OfTree(int except) => Of(Environment.ProcessId, except);

    /// <summary>A process and all its descendants.</summary>
    public static TimeSpan Of(int root) => Of(root, except: 0);

    private static TimeSpan Of(int root, int except)
    {
        var processes = new Dictionary<int, (int Parent, long Ticks)>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var pid) && Read(folder) is { } process)
            {
                processes[pid] = process;
            }
        }

        var ticks = processes.Where(p => p.Key != except && BelongsTo(p.Key, root, except, processes)).Sum(p => p.Value.Ticks);
        return TimeSpan.FromSeconds(ticks / TicksPerSecond);
    }

    private static bool BelongsTo(int pid, int root, int except, Dictionary<int, (int Parent, long Ticks)> processes)
    {
        // A chain of parents is shorter than the number of processes.
        for (var steps = processes.Count; steps > 0 && pid != except; steps--)
        {
            if (pid == root)
            {
                return true;
            }

            if (!processes.TryGetValue(pid, out var process))
            {
                return false;
            }

            pid = process.Parent;
        }

        return false;
    }

    private static (int Parent, long Ticks)? Read(string folder)
    {
        try
        {
            // The second field is the name in brackets, which may contain anything.
            var stat = File.ReadAllText(Path.Combine(folder, "stat"));
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            var ticks = 0L;
            for (var field = UserField; field <= ReapedSystemField; field++)
            {
                ticks += long.Parse(fields[field], CultureInfo.InvariantCulture);
            }

            return (int.Parse(fields[ParentField], CultureInfo.InvariantCulture), ticks);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
