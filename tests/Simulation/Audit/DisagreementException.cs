using System.Runtime.CompilerServices;

namespace Croupier.Tests.Simulation.Audit;

/// <summary>The partition and its auditor disagree, or an invariant does not hold. The message begins with the invariant where there is one.</summary>
internal sealed class DisagreementException(string message) : Exception(message)
{
    public static void Unless(bool agrees, [InterpolatedStringHandlerArgument(nameof(agrees))] ref Text text)
    {
        if (!agrees)
        {
            throw new DisagreementException(text.ToString());
        }
    }

    public static void Unless(bool agrees, string text)
    {
        if (!agrees)
        {
            throw new DisagreementException(text);
        }
    }

    /// <summary>A message that is put together only when it is needed: two thirds of a run's time went into messages that nobody saw.</summary>
    [InterpolatedStringHandler]
    internal ref struct Text
    {
        private DefaultInterpolatedStringHandler handler;

        public Text(int literalLength, int formattedCount, bool agrees, out bool isNeeded)
        {
            isNeeded = !agrees;
            handler = isNeeded ? new DefaultInterpolatedStringHandler(literalLength, formattedCount) : default;
        }

        public void AppendLiteral(string literal) => handler.AppendLiteral(literal);

        public void AppendFormatted<T>(T value) => handler.AppendFormatted(value);

        public override string ToString() => handler.ToStringAndClear();
    }
}
