using System.Diagnostics;
using System.Globalization;

namespace Croupier.Tests.System.Fairness;

/// <summary>Seed generators in processes of their own, started together.</summary>
public sealed class SeedProcessesTests
{
    private const int Seeds = 50;

    [Fact]
    [Trait("Requirement", "R1")]
    [Trait("Requirement", "R7")]
    public async Task Processes_that_start_at_the_same_time_share_no_seed()
    {
        var streams = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(DumpSeedsAsync)));
        var seeds = streams.SelectMany(stream => stream.Chunk(32)).Select(Convert.ToHexString).ToList();
        Assert.Equal(3 * Seeds, seeds.Count);
        Assert.Equal(seeds.Count, seeds.Distinct().Count());
    }

    [Fact]
    [Trait("Requirement", "R7")]
    public async Task A_dump_whose_reader_has_gone_ends()
    {
        using var process = Start("--raw", 1L << 40);
        await process.StandardOutput.BaseStream.ReadExactlyAsync(new byte[1000]);
        process.StandardOutput.Close();
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(0, process.ExitCode);
    }

    private static Process Start(string what, long bytes)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardOutput = true,
            ArgumentList = { Path.Combine(AppContext.BaseDirectory, "Croupier.Host.dll"), "rng", "dump", what, "--bytes", bytes.ToString(CultureInfo.InvariantCulture) },
        };
        return Process.Start(start) ?? throw new InvalidOperationException("dotnet did not start");
    }

    private static async Task<byte[]> DumpSeedsAsync()
    {
        using var process = Start("--seeds", 32 * Seeds);
        using var output = new MemoryStream();
        await process.StandardOutput.BaseStream.CopyToAsync(output);
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
        return output.ToArray();
    }
}
