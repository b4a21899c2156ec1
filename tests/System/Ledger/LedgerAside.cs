using System.Diagnostics;
using System.Globalization;
using Croupier.Kernel.Commands;
using Croupier.Kernel.Ports;
using Croupier.Tests.LedgerProcess;

namespace Croupier.Tests.System.Ledger;

/// <summary>A ledger in a process of its own (tests/LedgerProcess), whose results come over its standard output.</summary>
internal sealed class LedgerAside : IAsyncDisposable
{
    private readonly Process process;
    private readonly SharedResults results;
    private volatile string lastLine = "";

    public LedgerAside(string connectionString, SharedResults results, int leaseMs = 3000, int deadlineMs = 5000)
    {
        this.results = results;
        string[] arguments =
        [
            Path.Combine(AppContext.BaseDirectory, "Croupier.Tests.LedgerProcess.dll"), connectionString, connectionString,
            .. new[] { leaseMs, deadlineMs, 100 }.Select(number => number.ToString(CultureInfo.InvariantCulture)),
        ];
        process = Process.Start(new ProcessStartInfo("dotnet", arguments) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        process.OutputDataReceived += (_, line) => Take(line.Data);
        process.BeginOutputReadLine();
    }

    public bool Leads => lastLine.StartsWith("standing Leading", StringComparison.Ordinal);

    /// <summary>The newest block that it has followed, or -1.</summary>
    public long WarmAt => lastLine.Split(' ') is ["standing", "StandingBy", { Length: > 0 } at] ? long.Parse(at, CultureInfo.InvariantCulture) : -1;

    /// <summary>How many results it has let out.</summary>
    public int Told => told;

    private int told;

    public Task UntilLeadingAsync() => Until.TrueAsync(() => Expect(Leads), "a ledger leads");

    public Task UntilWarmAsync() => Until.TrueAsync(() => Expect(WarmAt >= 0), "a standby is warm");

    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    public Task StopInItsTracksAsync() => SignalAsync("-STOP");

    public Task ContinueAsync() => SignalAsync("-CONT");

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            await KillAsync();
        }

        process.Dispose();
    }

    private bool Expect(bool condition)
    {
        Assert.False(lastLine.StartsWith("stopped", StringComparison.Ordinal), lastLine);
        return condition;
    }

    private async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [signal, process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }

    private void Take(string? line)
    {
        if (line is null)
        {
            return;
        }

        if (line.StartsWith(ResultLine.Prefix, StringComparison.Ordinal))
        {
            Interlocked.Increment(ref told);
            results.Tell(ResultLine.Read(line));
        }
        else
        {
            lastLine = line;
        }
    }
}

/// <summary>The results of every ledger process of a test, for the clients in it.</summary>
internal sealed class SharedResults : IResults
{
    private readonly Lock gate = new();
    private readonly List<(Caller Caller, Action<IReadOnlyList<StoredResult>> OnResults)> subscribers = [];

    public IDisposable Subscribe(Caller caller, Action<IReadOnlyList<StoredResult>> onResults, Action? onMayHaveMissed = null)
    {
        lock (gate)
        {
            subscribers.Add((caller, onResults));
        }

        return new Subscription(() =>
        {
            lock (gate)
            {
                subscribers.Remove((caller, onResults));
            }
        });
    }

    public void Tell((Caller Caller, StoredResult Result) told)
    {
        Action<IReadOnlyList<StoredResult>>[] those;
        lock (gate)
        {
            those = [.. subscribers.Where(one => one.Caller == told.Caller).Select(one => one.OnResults)];
        }

        foreach (var tell in those)
        {
            tell([told.Result]);
        }
    }

    private sealed class Subscription(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
