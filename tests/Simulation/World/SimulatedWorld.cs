using Croupier.Book;
using Croupier.Kernel.Commands;
using Croupier.Tests.Simulation.Audit;

namespace Croupier.Tests.Simulation.World;

/// <summary>
/// A partition's whole world in one thread, driven by one seed: clients and their network, the log, the database, two ledger processes, and what goes wrong. First there
/// is trouble, until enough commands were given and enough disasters came; then everything heals, and must come to rest with every request answered.
/// </summary>
internal sealed class SimulatedWorld
{
    public const int LeastCommands = 2000;
    public const int LeastDisasters = 5;
    private const int MostSteps = 1_000_000;

    private readonly SeededIds ids;
    private readonly SimulatedLeader[] leaders;
    private readonly LogAuditor logAuditor;
    private long lastRun;
    private int steps;

    public SimulatedWorld(long seed)
    {
        Random = new SeededRandom(seed);
        Weather = Weather.Of(Random);
        var model = new NaiveModel(TestBook.PartitionNumber);
        logAuditor = new LogAuditor(model);
        Log = new SimulatedLog(logAuditor);
        Chain = new ChainAuditor(logAuditor);
        Storage = new SimulatedStorage(Chain);
        ids = new SeededIds(Random.Next());
        Clients = new SimulatedClients(Random, Weather, new RandomCommands(Random.Next(), model), Log, logAuditor);
        leaders = [new SimulatedLeader(1, this), new SimulatedLeader(2, this)];
        NowMs = TestBook.Start;
        SendTick(0, NowMs);
    }

    public SeededRandom Random { get; }

    public Weather Weather { get; private set; }

    public SimulatedLog Log { get; }

    public SimulatedStorage Storage { get; }

    public SimulatedClients Clients { get; }

    public ChainAuditor Chain { get; }

    public Trace Trace { get; } = new();

    public long NowMs { get; private set; }

    public bool IsTroubled { get; private set; } = true;

    public int Disasters { get; private set; }

    public void Run()
    {
        while (Clients.Issued < LeastCommands || Disasters < LeastDisasters)
        {
            Step();
        }

        Heal();
        while (!Clients.AreSatisfied)
        {
            Step();
        }

        FinalAudit.Check(Storage);
        Trace.Note(unchecked((long)Storage.HeadHash.A));
    }

    public long NextRun() => ++lastRun;

    public void Disaster(string what, int number)
    {
        Disasters++;
        Trace.Note(what, number);
    }

    public void SendTick(int leader, long unixMs)
    {
        ids.UnixMs = NowMs;
        Clients.Send(new Caller(Role.Ledger, (uint)leader), new Tick(ids.Command(), TestBook.Operator, unixMs));
    }

    private void Step()
    {
        DisagreementException.Unless(++steps < MostSteps, $"it does not come to an end: {Clients.Issued} commands, {Clients} log {Log.Count}, consumed {Chain.Consumed}, {Storage.UnderWay.Count} under way, leaders {leaders[0]} {leaders[1]} {Weather}");
        NowMs += Random.Next(4);
        switch (Random.Next(100))
        {
            case < 15 when IsTroubled:
                Clients.Issue(Math.Max(NowMs, Chain.Head.ClockUnixMs));
                break;
            case < 35:
                Clients.Deliver();
                break;
            case < 75:
                leaders[Random.Next(2)].Step();
                break;
            case < 92:
                Commit();
                break;
            case < 94:
                if (Log.Count - Chain.Consumed < 100)
                {
                    Clients.Retry(10);
                }

                break;
            case < 96:
                Storage.IndexThrough(Storage.IndexedThrough + Random.Next(1, 20));
                break;
            case < 97:
                Read();
                break;
            default:
                Trouble();
                break;
        }
    }

    /// <summary>Something becomes of a commit that is under way.</summary>
    private void Commit()
    {
        if (Storage.UnderWay.Count == 0 || Random.Next(100) >= Weather.StorageSpeed)
        {
            return;
        }

        var commit = Storage.UnderWay[Random.Next(Storage.UnderWay.Count)];
        var sequence = commit.Block.Header.Sequence;
        var chance = IsTroubled ? Random.Next(1000) : 1000;
        if (chance < Weather.CommitRefused)
        {
            Disaster("refused", 0);
            Storage.UnderWay.Remove(commit);
            Answer(commit, new WriterInput.CommitFailed(sequence));
        }
        else if (chance < Weather.CommitRefused + Weather.CommitUnknown)
        {
            Disaster("unknown", 0);
            LeaveUnknown(commit);
            Answer(commit, new WriterInput.CommitUnknown(sequence));
        }
        else
        {
            Storage.UnderWay.Remove(commit);
            var took = Storage.TryCommit(commit, NowMs + Weather.LeaseMs);
            Trace.Note(took ? "committed" : "stale", sequence);
            Answer(commit, took ? new WriterInput.Committed(sequence) : new WriterInput.Fenced());
        }
    }

    /// <summary>It was lost on the way, or its answer was, or it is still under way and may yet commit.</summary>
    private void LeaveUnknown(CommitUnderWay commit)
    {
        switch (Random.Next(3))
        {
            case 0:
                Storage.UnderWay.Remove(commit);
                break;
            case 1:
                Storage.UnderWay.Remove(commit);
                Storage.TryCommit(commit, NowMs + Weather.LeaseMs);
                break;
            default:
                break;
        }
    }

    private void Answer(CommitUnderWay commit, WriterInput end) => leaders.FirstOrDefault(leader => leader.Leads && leader.Session == commit.Session)?.Tell(end);

    /// <summary>Somebody reads a balance while blocks are under way: it is that of the newest durable block.</summary>
    private void Read()
    {
        if (Storage.Rows.Accounts.Count > 0)
        {
            Chain.Read(Storage.Rows.Accounts[Random.Next(Storage.Rows.Accounts.Count)]);
        }
    }

    private void Trouble()
    {
        var leader = leaders[Random.Next(2)];
        if (leader.IsPaused && Random.Next(5) == 0)
        {
            leader.IsPaused = false;
        }
        else if (IsTroubled && Random.Next(1000) < Weather.Pause * 10)
        {
            Disaster("pause", 0);
            leader.IsPaused = true;
        }
        else if (IsTroubled && leader.IsUp && Random.Next(1000) < Weather.Crash * 5)
        {
            leader.Crash();
        }
        else if (IsTroubled && Random.Next(1000) < Weather.ClockJump * 10)
        {
            Disaster("clock", 0);
            leader.ClockOffsetMs = Random.Next(-100_000, 100_000);
        }
    }

    private void Heal()
    {
        IsTroubled = false;
        Weather = Weather with { StorageSpeed = 100 };
        Clients.Heal();
        foreach (var leader in leaders)
        {
            leader.IsPaused = false;
        }
    }
}
