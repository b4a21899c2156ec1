namespace Croupier.Host.Sandbox;

/// <summary>
/// Amounts by which a developer makes the sandbox behave like a provider on a bad day, by their last two digits in cents. Everything else is done at once.
/// </summary>
internal static class SandboxBehaviour
{
    private const long Refused = 13;
    private const long AnswerLost = 17;
    private const long Slow = 19;

    public static SandboxAnswer FirstAnswer(long amount) => (amount % 100) switch
    {
        Refused => SandboxAnswer.Refused,
        Slow => SandboxAnswer.Pending,
        _ => SandboxAnswer.Done,
    };

    /// <summary>The money moves, and the answer never arrives: the platform must ask, and must not pay again.</summary>
    public static bool LosesAnswer(long amount) => amount % 100 == AnswerLost;
}
