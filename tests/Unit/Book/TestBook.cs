using Croupier.Book;
using Croupier.Kernel.Commands;

namespace Croupier.Tests.Unit.Book;

/// <summary>
/// A partition driven one command at a time, each in a block of its own, through the same writer as in production; and short ways to write the commands that most
/// tests want. Times start at <see cref="Start"/>.
/// </summary>
internal sealed class TestBook
{
    public const int PartitionNumber = 7;
    public const long Start = 1_800_000_000_000;
    public const long Cent = 10_000;
    public const long Hour = 3_600_000;

    public static readonly AssetId Euro = Assets.Euro.Id;
    public static readonly PlayerId Operator = PlayerId.Operator(PartitionNumber);
    public static readonly GameId Dice = new("dice");
    public static readonly Hash256 Rules = Hash256.Of("rules"u8);
    public static readonly ReadOnlyMemory<byte> Seed = new byte[] { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16 };

    private readonly Dictionary<(PlayerId Player, CommandId Id), KnownId> known = [];
    private SessionId? session;

    public TestBook(int seed = 1, WriterOptions? options = null, int partition = PartitionNumber)
    {
        Number = partition;
        Ids = new SeededIds(seed);
        Writer = new PartitionWriter(options ?? new WriterOptions(), PartitionSnapshot.Empty(partition), 1);
        Tick(Start);
    }

    /// <summary>The partition; the commands that are written here in short are for <see cref="PartitionNumber"/>.</summary>
    public int Number { get; }

    public SeededIds Ids { get; }

    public PartitionWriter Writer { get; private set; }

    public List<SealedBlock> Blocks { get; } = [];

    public StoredRows Rows { get; } = new();

    public long ClockUnixMs { get; private set; }

    /// <summary>Decides and commits one command, and returns what its producer is told.</summary>
    public StoredResult Do(Role role, Command command) => Do(new Caller(role, 1), command);

    public StoredResult Do(Caller caller, Command command)
    {
        var logged = new LoggedCommand(new LogPosition(1, Writer.Position.Offset + 1, 0), caller, command);
        var effects = Writer.Handle(new WriterInput.Commands([logged], known));
        foreach (var commit in effects.OfType<WriterEffect.CommitBlock>())
        {
            Blocks.Add(commit.Block);
            Rows.Take(commit.Block);
            effects = [.. effects, .. Writer.Handle(new WriterInput.Committed(commit.Block.Header.Sequence))];
        }

        return effects.OfType<WriterEffect.PublishResults>().SelectMany(publish => publish.Results).Single().Result;
    }

    /// <summary>Does what must succeed for the test to say anything.</summary>
    public StoredResult Must(Role role, Command command)
    {
        var result = Do(role, command);
        Assert.True(result.Status == Status.Accepted, $"{command.Kind} was to be accepted and was refused with {result.Status}");
        return result;
    }

    public void Tick(long unixMs)
    {
        Must(Role.Ledger, new Tick(Ids.Command(), PlayerId.Operator(Number), unixMs));
        ClockUnixMs = Math.Max(ClockUnixMs, unixMs);
        Ids.UnixMs = Math.Max(Ids.UnixMs, unixMs);
    }

    /// <summary>An active player with that much cash and bonus, in cents.</summary>
    public PlayerId Player(long cash = 0, long bonus = 0)
    {
        var player = Ids.Player(Number);
        Must(Role.Identity, new OpenPlayer(Ids.Command(), player));
        Must(Role.Identity, new SetPlayerState(Ids.Command(), player, PlayerState.Active));
        Give(player, AccountKind.Cash, cash);
        Give(player, AccountKind.Bonus, bonus);
        return player;
    }

    public void Give(PlayerId player, AccountKind kind, long cents)
    {
        if (cents > 0)
        {
            Must(Role.Operator, Move(player, House, new AccountRef(player, kind, Euro), cents * Cent));
        }
    }

    public static AccountRef House => new(Operator, AccountKind.House, Euro);

    public static AccountRef Cash(PlayerId player) => new(player, AccountKind.Cash, Euro);

    public Transfer Move(PlayerId scope, AccountRef debit, AccountRef credit, long units) =>
        new(Ids.Command(), scope, TransferReason.Adjustment, [new Leg(debit, credit, new Money(units))]);

    public void Register(bool enabled = true, long minCents = 10, long maxCents = 100_000, long multiple = 19_800) =>
        Must(Role.Operator, Registration(enabled, minCents, maxCents, multiple));

    public RegisterGame Registration(bool enabled = true, long minCents = 10, long maxCents = 100_000, long multiple = 19_800) =>
        new(Ids.Command(), Operator, Dice, Rules, enabled, Euro, new Money(minCents * Cent), new Money(maxCents * Cent), multiple);

    public ChainId Chain(PlayerId player, bool seeded = true)
    {
        var chain = Ids.Chain();
        var id = Ids.Command();
        session ??= Ids.Session();
        Must(Role.Fairness, new OpenChain(id, player, chain, session.Value, Hash256.Of("seed"u8)));
        if (seeded)
        {
            Must(Role.Fairness, new SetClientSeed(Ids.Command(), player, chain, Seed));
        }

        return chain;
    }

    /// <summary>A round that goes on.</summary>
    public OpenRound Open(PlayerId player, ChainId chain, long nonce, long stakeCents = 100, SourceOrder sources = SourceOrder.CashOnly) =>
        new(Round(player, chain, nonce, stakeCents, 0, sources), Ends: false);

    /// <summary>A step of one byte; with a payout it is the last.</summary>
    public StepRound Step(OpenRound open, int step, byte[] earlier, long addedCents = 0, long? payoutCents = null) => new(
        Ids.Command(),
        open.Player,
        open.Id,
        open.Bet.Game,
        (ushort)step,
        new byte[] { (byte)step },
        new Money(addedCents * Cent),
        open.Basis(),
        Packed(earlier),
        new byte[] { 2, 3 },
        payoutCents is not null,
        new Money(payoutCents.GetValueOrDefault() * Cent),
        []);

    /// <summary>Choices of a byte each.</summary>
    public static byte[] Packed(params byte[] choices) => [.. choices.SelectMany(choice => new byte[] { 1, choice })];

    public PlayRound Round(PlayerId player, ChainId chain, long nonce, long stakeCents = 100, long payoutCents = 0, SourceOrder sources = SourceOrder.CashOnly) => new(
        Ids.Command(),
        player,
        session.GetValueOrDefault(),
        Dice,
        Rules,
        chain,
        nonce,
        Seed,
        new byte[] { 1 },
        Euro,
        new Money(stakeCents * Cent),
        sources,
        1,
        new byte[] { 2 },
        new Money(payoutCents * Cent),
        []);

    public long Balance(AccountRef account) => Rows.Balance(account);

    /// <summary>In cents.</summary>
    public long CashOf(PlayerId player) => Balance(Cash(player)) / Cent;

    /// <summary>Replays all blocks and reloads their rows; both must lead to the same state.</summary>
    public void Verify()
    {
        var replay = new BlockReplay(Number);
        var differences = new List<string>();
        foreach (var block in Blocks)
        {
            replay.Replay(block.Header, block.Hash, block.Entries, differences);
        }

        Assert.Empty(differences);
        Assert.Equal(Rows.Accounts, replay.Accounts());
        Assert.Equal(Rows.Items.Select(StoredRows.Text), replay.Items().Select(StoredRows.Text));
    }

    /// <summary>Starts a new writer from the stored rows, as after a restart. All ids are then in the index.</summary>
    public void Restart(WriterOptions? options = null)
    {
        foreach (var result in Blocks.SelectMany(block => block.Results).Where(result => result.Result.Status != Status.Conflict))
        {
            known[(result.Result.Player, result.Result.Id)] = new KnownId(result.Result.Command.RequestHash(), result.Result);
        }

        Writer = new PartitionWriter(options ?? new WriterOptions(), Rows.Snapshot(Blocks[^1], 0), Blocks[^1].Header.Epoch + 1);
    }

    /// <summary>A restart after which the id index wrongly answers that it knows nothing.</summary>
    public void RestartWithoutIndex() =>
        Writer = new PartitionWriter(new WriterOptions(), Rows.Snapshot(Blocks[^1], 0), Blocks[^1].Header.Epoch + 1);
}
