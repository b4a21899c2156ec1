namespace Croupier.Platform.Draining;

/// <summary>Waiting that ends at a deadline without a fuss: what was not finished then is left as it is.</summary>
public static class Deadlines
{
    /// <summary>False when the deadline came first. Throws what the task throws.</summary>
    public static async Task<bool> UntilAsync(this Task task, CancellationToken deadline)
    {
        try
        {
            await task.WaitAsync(deadline);
            return true;
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !task.IsCompleted)
        {
            return false;
        }
    }
}
