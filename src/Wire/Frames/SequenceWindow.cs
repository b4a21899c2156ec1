using Croupier.Kernel;

namespace Croupier.Wire.Frames;

/// <summary>
/// The next number of one direction: 0, 1, 2, … A frame below it was seen before, a frame above it came too early; neither moves it. The window is one wide, because
/// TCP keeps the order and an honest sender never skips.
/// </summary>
public struct SequenceWindow
{
    public ulong Next { get; private set; }

    /// <summary>Takes the number if it is the next one. Status is Accepted, FrameReplayed or FrameOutOfOrder.</summary>
    public Status Take(ulong sequence)
    {
        if (sequence < Next)
        {
            return Status.FrameReplayed;
        }

        if (sequence > Next)
        {
            return Status.FrameOutOfOrder;
        }

        Next++;
        return Status.Accepted;
    }
}
