using Croupier.Kernel;

namespace Croupier.Platform.Wallet;

/// <summary>The newest block that the projection holds. The next one must cite its hash.</summary>
internal readonly record struct ProjectionCursor(long Sequence, Hash256 Hash, long ClockUnixMs)
{
    public static readonly ProjectionCursor Start = new(0, Hash256.Zero, 0);
}
