using Croupier.Kernel.Commands;
using Croupier.Platform.Ledger.Client;
using Croupier.Tests.Unit.Games;

namespace Croupier.Tests.Unit.Ledger.Client;

/// <summary>
/// A log and a ledger behind a producer's line, moved by a test step by step: what is appended stands in order, what is decided is answered in that order, and either can
/// be lost. An id takes effect once; a copy of it is answered again.
/// </summary>
internal sealed class SimulatedLedger
{
    private readonly Queue<WaitingCommand> onTheWay = new();
    private readonly Queue<WaitingCommand> log = new();
    private readonly Dictionary<WaitingCommand, int> copies = [];
    private readonly PlayerId player = PlayerId.Operator(0);

    public SimulatedLedger(LedgerClientOptions? options = null, Func<double>? random = null)
    {
        Options = options ?? new LedgerClientOptions();
        Line = new PartitionLine(Options, Clock, random ?? (() => 0.5), TryQueue);
    }

    public LedgerClientOptions Options { get; }

    public ManualClock Clock { get; } = new();

    public PartitionLine Line { get; }

    /// <summary>False: the log takes nothing, and what goes there waits.</summary>
    public bool LogTakes { get; set; } = true;

    public int InLog => log.Count;

    public int CopiesOf(WaitingCommand one) => copies[one];

    public int Copies => copies.Values.Sum();

    public WaitingCommand Submit()
    {
        var command = new Tick(CommandId.New(TimeProvider.System), player, 1);
        var one = new WaitingCommand(Request.Of(command), new AttestedCommand(command, null));
        Assert.True(one.TryJoin());
        copies[one] = 0;
        Assert.True(Line.TryAdd(one));
        Append();
        return one;
    }

    /// <summary>Lets so much time pass, in the steps in which the client looks.</summary>
    public void Pass(TimeSpan time)
    {
        for (var passed = TimeSpan.Zero; passed < time; passed += Options.LookEvery)
        {
            Clock.Advance(Options.LookEvery);
            Line.Repeat();
            Append();
        }
    }

    public void Append()
    {
        while (LogTakes && onTheWay.TryDequeue(out var one))
        {
            log.Enqueue(one);
            Line.Appended([one]);
        }
    }

    /// <summary>The ledger takes so many from the log; <paramref name="isTold"/> says whose result reaches the producer.</summary>
    public void Decide(int count, Func<WaitingCommand, bool>? isTold = null)
    {
        for (var i = 0; i < count && log.TryDequeue(out var one); i++)
        {
            if (isTold?.Invoke(one) != false && !one.Result.IsCompleted)
            {
                Line.Answered(one);
                one.Complete(new StoredResult(one.Request.Id, player, 1, i, one.Submission.Command, null!));
            }
        }
    }

    /// <summary>The log's end is lost, as after a crash of its server.</summary>
    public void LoseLog() => log.Clear();

    public void Leave(WaitingCommand one)
    {
        Assert.True(one.Leave());
        Line.Left(one);
    }

    private bool TryQueue(WaitingCommand one)
    {
        copies[one]++;
        onTheWay.Enqueue(one);
        return true;
    }
}
