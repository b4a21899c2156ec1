using System.Buffers.Binary;
using System.Collections.Concurrent;
using Croupier.Kernel;
using Croupier.Kernel.Commands;

namespace Croupier.Bench.Ledger;

/// <summary>
/// Makes batches of commands on a thread of its own, a few ahead, so that a benchmark never waits for them. What the commands are is the derived class's; ids
/// and positions are made here.
/// </summary>
internal abstract class CommandGenerator : IDisposable
{
    public const int BatchSize = 8192;

    public static readonly Caller Operator = new(Role.Operator, 1);

    public static readonly Caller Ledger = new(Role.Ledger, 1);

    protected static readonly AssetId Euro = Assets.Euro.Id;

    private readonly BlockingCollection<LoggedCommand[]> ahead = new(4);
    private readonly CancellationTokenSource stopping = new();
    private readonly Thread thread;
    private long offset;

    protected CommandGenerator() => thread = new Thread(Generate) { IsBackground = true };

    /// <summary>The same workload in every run.</summary>
    protected Random Random { get; } = new(20_260_101);

    protected PlayerId Scope { get; } = PlayerId.Operator(0);

    /// <summary>What must be there before the first batch is measured.</summary>
    public IEnumerable<LoggedCommand[]> SetUp() => SetUpCommands().Chunk(BatchSize).Select(Place);

    public void Start() => thread.Start();

    public LoggedCommand[] Take() => ahead.Take();

    /// <summary>A batch made at once, by a caller that has not started the thread.</summary>
    public LoggedCommand[] Make(int count) => Place(Fill(count));

    public void Dispose()
    {
        stopping.Cancel();
        if (thread.IsAlive)
        {
            thread.Join();
        }

        ahead.Dispose();
        stopping.Dispose();
    }

    protected abstract IEnumerable<(Caller Caller, Command Command)> SetUpCommands();

    protected abstract (Caller Caller, Command Command) Next(int index);

    // Version 7 from a fast generator: the benchmark is not of the system's.
    protected Guid NewId(int? tag = null)
    {
        Span<byte> bytes = stackalloc byte[16];
        Random.NextBytes(bytes);
        BinaryPrimitives.WriteInt64BigEndian(bytes, (DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() << 16) | 0x7000L | (long)(tag ?? Random.Next(0x1000)));
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }

    protected CommandId NewCommand() => new(NewId());

    protected PlayerId[] NewPlayers(int count) => [.. Enumerable.Range(0, count).Select(_ => new PlayerId(NewId(0)))];

    /// <summary>Opens a player and gives enough to lose all through a benchmark.</summary>
    protected IEnumerable<(Caller Caller, Command Command)> Open(PlayerId player, uint house)
    {
        yield return (Operator, new OpenPlayer(NewCommand(), player));
        yield return (Operator, new SetPlayerState(NewCommand(), player, PlayerState.Active));
        yield return (Operator, Move(player, house, 100_000_000, toPlayer: true));
    }

    protected Transfer Move(PlayerId player, uint house, long cents, bool toPlayer)
    {
        var leg = Between(player, house, cents);
        return new Transfer(NewCommand(), player, TransferReason.Adjustment, [toPlayer ? leg with { Debit = leg.Credit, Credit = leg.Debit } : leg]);
    }

    protected static Leg Between(PlayerId player, uint house, long cents) => new(
        new AccountRef(player, AccountKind.Cash, Euro), new AccountRef(PlayerId.Operator(0), AccountKind.House, Euro, house), Assets.Euro.FromMinor(cents));

    protected Tick TickNow() => new(NewCommand(), Scope, DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());

    private void Generate()
    {
        try
        {
            while (true)
            {
                ahead.Add(Make(BatchSize), stopping.Token);
            }
        }
        catch (OperationCanceledException)
        {
        }
    }

    private (Caller Caller, Command Command)[] Fill(int count)
    {
        var commands = new (Caller, Command)[count];
        for (var i = 0; i < commands.Length; i++)
        {
            commands[i] = Next(i);
        }

        return commands;
    }

    private LoggedCommand[] Place((Caller Caller, Command Command)[] commands)
    {
        var position = offset++;
        return [.. commands.Select((one, i) => new LoggedCommand(new LogPosition(1, position, i), one.Caller, one.Command))];
    }
}
