using System.Buffers.Binary;
using System.Collections.Concurrent;
using Croupier.Kernel;
using Croupier.Kernel.Commands;

namespace Croupier.Bench.Ledger;

/// <summary>
/// Makes commands on a thread of its own, a few batches ahead: transfers with one leg between a random player's cash and an operator's account, either way, so
/// that the book stays level. Uniform: 5,000 players and 5,000 accounts of the operator. House: 9,999 players and one account of the operator on every transfer.
/// </summary>
internal sealed class TransferGenerator : IDisposable
{
    public const int BatchSize = 8192;

    public static readonly Caller Operator = new(Role.Operator, 1);

    private static readonly AssetId Euro = Assets.Euro.Id;

    private readonly int operatorAccounts;
    private readonly PlayerId[] players;
    private readonly Random random = new(20_260_101);
    private readonly BlockingCollection<LoggedCommand[]> ahead = new(4);
    private readonly CancellationTokenSource stopping = new();
    private readonly Thread thread;
    private long offset;

    public TransferGenerator(bool house)
    {
        operatorAccounts = house ? 1 : 5_000;
        players = [.. Enumerable.Range(0, 10_000 - operatorAccounts).Select(_ => PlayerId.New(TimeProvider.System, 0))];
        thread = new Thread(Generate) { IsBackground = true };
    }

    /// <summary>Opens every player and gives each enough to lose all through the benchmark.</summary>
    public IEnumerable<LoggedCommand[]> SetUp()
    {
        foreach (var some in players.Chunk(BatchSize / 3))
        {
            var commands = some.SelectMany(player => new (Caller, Command)[]
            {
                (Operator, new OpenPlayer(NewId(), player)),
                (Operator, new SetPlayerState(NewId(), player, PlayerState.Active)),
                (Operator, Move(player, (uint)random.Next(operatorAccounts), 100_000_000, toPlayer: true)),
            });
            yield return Place([.. commands]);
        }
    }

    public void Start() => thread.Start();

    public LoggedCommand[] Take() => ahead.Take();

    public void Dispose()
    {
        stopping.Cancel();
        thread.Join();
        ahead.Dispose();
        stopping.Dispose();
    }

    private void Generate()
    {
        try
        {
            while (true)
            {
                var commands = new LoggedCommand[BatchSize];
                for (var i = 0; i < commands.Length; i++)
                {
                    var move = Move(players[random.Next(players.Length)], (uint)random.Next(operatorAccounts), random.Next(1, 100), (i & 1) == 0);
                    commands[i] = new LoggedCommand(new LogPosition(1, offset, i), Operator, move);
                }

                offset++;
                ahead.Add(commands, stopping.Token);
            }
        }
        catch (OperationCanceledException)
        {
        }
    }

    private Transfer Move(PlayerId player, uint account, long cents, bool toPlayer)
    {
        var cash = new AccountRef(player, AccountKind.Cash, Euro);
        var house = new AccountRef(PlayerId.Operator(0), AccountKind.House, Euro, account);
        var amount = Assets.Euro.FromMinor(cents);
        return new Transfer(NewId(), player, TransferReason.Adjustment, [toPlayer ? new Leg(house, cash, amount) : new Leg(cash, house, amount)]);
    }

    private LoggedCommand[] Place((Caller Caller, Command Command)[] commands)
    {
        var position = offset++;
        return [.. commands.Select((one, i) => new LoggedCommand(new LogPosition(1, position, i), one.Caller, one.Command))];
    }

    // Version 7 from a fast generator: the benchmark is not of the system's.
    private CommandId NewId()
    {
        Span<byte> bytes = stackalloc byte[16];
        random.NextBytes(bytes);
        BinaryPrimitives.WriteInt64BigEndian(bytes, (DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() << 16) | 0x7000L | (long)random.Next(0x1000));
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new CommandId(new Guid(bytes, bigEndian: true));
    }
}
