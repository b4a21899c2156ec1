using Croupier.Kernel;

namespace Croupier.Host.Verbs;

/// <summary>Ends a verb by what happened: an error that has an exit code is said in its words, without a stack trace.</summary>
internal static class SaidOnce
{
    public static async Task<int> RunAsync(Func<Task<ExitCode>> act)
    {
        try
        {
            return (int)await act();
        }
        catch (Exception error) when (ExitCodes.Of(error) is { } code)
        {
            await Console.Error.WriteLineAsync($"croupier: {error.Message}");
            return (int)code;
        }
    }
}
