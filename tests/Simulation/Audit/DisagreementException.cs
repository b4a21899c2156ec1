namespace Croupier.Tests.Simulation.Audit;

/// <summary>The partition and its auditor disagree, or an invariant does not hold. The message begins with the invariant where there is one.</summary>
internal sealed class DisagreementException(string message) : Exception(message)
{
    public static void Unless(bool agrees, string message)
    {
        if (!agrees)
        {
            throw new DisagreementException(message);
        }
    }
}
