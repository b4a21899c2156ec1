using System.Diagnostics;
using System.Text.Json;

namespace Croupier.Bench.Play;

/// <summary>Runs the load player as a child and takes the platform's processor time while it plays.</summary>
internal static class LoadProcess
{
    /// <summary>The result, and the processor time of everything but the load player between its beginning and its end.</summary>
    public static async Task<(LoadResult Result, TimeSpan Processor)> RunAsync(LoadJob job)
    {
        using var process = Process.Start(StartInfo())!;
        try
        {
            await process.StandardInput.WriteLineAsync(JsonSerializer.Serialize(job, LoadJson.Default.LoadJob));
            await process.StandardInput.FlushAsync();
            var began = await process.StandardOutput.ReadLineAsync();
            if (began != LoadPlayer.Began)
            {
                throw new InvalidOperationException($"the load player could not begin: {await process.StandardError.ReadToEndAsync()}");
            }

            var before = ProcessorTime.OfTree(process.Id);
            var line = await process.StandardOutput.ReadLineAsync();
            var after = ProcessorTime.OfTree(process.Id);
            await process.WaitForExitAsync();
            return line is null
                ? throw new InvalidOperationException($"the load player ended early: {await process.StandardError.ReadToEndAsync()}")
                : (JsonSerializer.Deserialize(line, LoadJson.Default.LoadResult)!, after - before);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill();
            }
        }
    }

    private static ProcessStartInfo StartInfo()
    {
        // The same program, whether it was started by its own launcher or by dotnet.
        var program = Environment.ProcessPath!;
        var start = new ProcessStartInfo(program) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        if (Path.GetFileNameWithoutExtension(program) == "dotnet")
        {
            start.ArgumentList.Add(typeof(LoadProcess).Assembly.Location);
        }

        start.ArgumentList.Add("play");
        start.ArgumentList.Add(LoadPlayer.Flag);
        return start;
    }
}
