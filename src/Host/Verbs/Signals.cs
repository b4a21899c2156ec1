using System.Runtime.InteropServices;

namespace Croupier.Host.Verbs;

/// <summary>Ctrl-C and SIGTERM of a verb that runs until it is told to stop: the first asks for a good end, the second for one at once.</summary>
internal sealed class Signals : IDisposable
{
    private readonly CancellationTokenSource stop = new();
    private readonly CancellationTokenSource leave = new();
    private readonly PosixSignalRegistration interrupt;
    private readonly PosixSignalRegistration terminate;

    public Signals()
    {
        interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal);
        terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal);
    }

    public CancellationToken Stop => stop.Token;

    public CancellationToken Leave => leave.Token;

    public void Dispose()
    {
        interrupt.Dispose();
        terminate.Dispose();
        stop.Dispose();
        leave.Dispose();
    }

    private void OnSignal(PosixSignalContext context)
    {
        context.Cancel = true;
        (stop.IsCancellationRequested ? leave : stop).Cancel();
    }
}
