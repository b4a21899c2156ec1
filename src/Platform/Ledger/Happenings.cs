using System.Threading.Channels;
using Croupier.Book;

namespace Croupier.Platform.Ledger;

/// <summary>Something that has happened to a partition: an input for its writer, with the new term after a resolved fate; or a fault that stops it.</summary>
internal readonly record struct Happening(WriterInput? Input, Term? Resumed = null, Exception? Fault = null);

/// <summary>What waits for a partition's loop besides the log.</summary>
internal sealed class Happenings(WakeUp wakeUp)
{
    // Commit ends, ticks and index progress: a handful at any time, so the bound is only ever reached by a loop that stands still.
    private readonly Channel<Happening> waiting = Channel.CreateBounded<Happening>(256);

    public async ValueTask TellAsync(Happening happening, CancellationToken cancellation = default)
    {
        await waiting.Writer.WriteAsync(happening, cancellation);
        wakeUp.Ring();
    }

    public bool TryTake(out Happening happening) => waiting.Reader.TryRead(out happening);
}
