using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using Croupier.Kernel;
using Croupier.Kernel.Bytes;

namespace Croupier.Rules.Plinko;

/// <summary>
/// Plinko: a ball falls through rows of pins and turns left or right at each, equally likely; the slot in which it ends pays. The path is drawn for
/// <see cref="PathBits"/> rows before the board is looked at, and a board with fewer rows uses its first turns (I7). Every board returns exactly 99 %.
/// Choice: rows (1) ‖ risk (1). Outcome: the path (2, big-endian), the highest bit the first turn, 1 to the right. Immutable, for any thread.
/// </summary>
public sealed class PlinkoGame : IGame
{
    public const int PathBits = 16;
    public const int ChoiceBytes = 2;
    public const int OutcomeBytes = 2;

    private const ushort Version = 1;
    private const int Hundredths = 100;

    // By rows and risk, for the bets; null where there is no board.
    private static readonly PlinkoBoard?[] ByChoice = Index();

    public PlinkoGame() => RulesHash = Hash256.Of(CanonicalRules.Span);

    public GameId Id { get; } = new("plinko");

    public string Title => "Plinko";

    public ReadOnlyMemory<byte> CanonicalRules { get; } = WriteCanonicalRules();

    public Hash256 RulesHash { get; }

    public string RulesText { get; } = WriteRulesText();

    public string ParametersJson { get; } = WriteParameters();

    public ReturnToPlayer Rtp { get; } = ReturnToPlayer.From(new Rational(99, Hundredths));

    public long MaxPayoutMultiple { get; } = PlinkoBoards.All.Max(board => board.Pays.Max());

    public IReadOnlyList<GameWay> Ways { get; } = [.. PlinkoBoards.All.Select(board => new GameWay(NameOf(board), Choice(board.Rows, board.Risk)))];

    public static byte[] Choice(int rows, PlinkoRisk risk) => [checked((byte)rows), (byte)risk];

    public Money MinStake(Asset asset) => StakeRules.FromHundredths(asset, 1);

    public Money MaxStake(Asset asset) => StakeRules.FromHundredths(asset, 100_00);

    public Status Validate(ReadOnlySpan<byte> choice, Asset asset, Money stake) =>
        Read(choice) is null ? Status.ChoiceInvalid : StakeRules.Check(asset, stake, 1, Hundredths, MaxPayoutMultiple);

    public byte[] Draw(RoundStream stream)
    {
        var outcome = new byte[OutcomeBytes];
        BinaryPrimitives.WriteUInt16BigEndian(outcome, (ushort)stream.Next(1 << PathBits));
        return outcome;
    }

    public Money Evaluate(ReadOnlySpan<byte> outcome, ReadOnlySpan<byte> choice, Asset asset, Money stake)
    {
        var refusal = Validate(choice, asset, stake);
        if (refusal != Status.Accepted || Read(choice) is not { } board)
        {
            throw new ArgumentException($"a choice or stake that is refused ({refusal}) has no payout");
        }

        if (outcome.Length != OutcomeBytes)
        {
            throw new MalformedBytesException("an outcome of plinko is a path in two bytes");
        }

        return stake.Share(board.Pays[Slot(BinaryPrimitives.ReadUInt16BigEndian(outcome), board.Rows)], Hundredths);
    }

    public IReadOnlyList<GameMath> Measure() => [.. PlinkoBoards.All.Select(Measure)];

    /// <summary>The slot in which the ball ends, from the left: as many as there are turns to the right among the first <paramref name="rows"/>.</summary>
    internal static int Slot(ushort path, int rows) => BitOperations.PopCount((uint)path >> (PathBits - rows));

    private static GameMath Measure(PlinkoBoard board)
    {
        BigInteger paths = 1, sum = 0, squares = 0, top = 0;
        var best = board.Pays.Max();
        for (var slot = 0; slot <= board.Rows; slot++)
        {
            var pay = board.Pays[slot];
            sum += paths * pay;
            squares += paths * pay * pay;
            top += pay == best ? paths : 0;
            paths = paths * (board.Rows - slot) / (slot + 1);
        }

        var all = BigInteger.One << board.Rows;
        var mean = new Rational(sum, all * Hundredths);
        var variance = new Rational(squares, all * Hundredths * Hundredths) - (mean * mean);
        return new GameMath(NameOf(board), mean, Rational.One, variance, best, new Rational(top, all), []);
    }

    private static string NameOf(PlinkoBoard board) => string.Create(CultureInfo.InvariantCulture, $"{board.Rows} rows, {NameOf(board.Risk)} risk");

    private static string NameOf(PlinkoRisk risk) => risk switch
    {
        PlinkoRisk.Low => "low",
        PlinkoRisk.Medium => "medium",
        _ => "high",
    };

    private static PlinkoBoard? Read(ReadOnlySpan<byte> choice) =>
        choice.Length == ChoiceBytes && (choice[0] << 2 | choice[1]) is var key && choice[1] < 4 && key < ByChoice.Length ? ByChoice[key] : null;

    private static PlinkoBoard?[] Index()
    {
        var index = new PlinkoBoard?[(PathBits + 1) << 2];
        foreach (var board in PlinkoBoards.All)
        {
            index[(board.Rows << 2) | (int)board.Risk] = board;
        }

        return index;
    }

    private static string WriteRulesText()
    {
        var boards = PlinkoBoards.All.Select(board => $"{NameOf(board)}: {string.Join(", ", board.EdgeToMiddle.Select(pay => GamesPage.Multiple(pay)))}.");
        return $"""
            A ball falls through 8, 12 or 16 rows of pins. At each pin it turns left or right, each equally likely. It ends in a slot, and the slot says what comes back, the stake included.
            Choose the rows, and a risk: high risk pays more at the edges and less in the middle. The path is drawn for 16 rows; a board with fewer rows uses its first turns.
            Pays from the edge to the middle as multiples of the stake, the other half mirrors them:
            {string.Join('\n', boards)}
            Every slot pays something, often less than the stake. Nothing is rounded. Return to player: 99 % at every choice and every stake.
            """.ReplaceLineEndings("\n");
    }

    /// <summary>The layout of docs/fairness.md, section "Plinko", over which the rules hash is taken.</summary>
    private static byte[] WriteCanonicalRules()
    {
        var writer = new ByteWriter(1024);
        writer.Text("croupier/rules/plinko");
        writer.U16(Version);
        writer.Text(RoundStream.Label);
        writer.Text("plinko");
        writer.U8(PathBits);
        writer.U8((byte)PlinkoBoards.All.Count);
        foreach (var board in PlinkoBoards.All)
        {
            writer.U8((byte)board.Rows);
            writer.U8((byte)board.Risk);
            foreach (var pay in board.Pays)
            {
                writer.U32((uint)pay);
            }
        }

        return writer.ToArray();
    }

    private static string WriteParameters() => JsonText.Write(json =>
    {
        json.WriteStartObject();
        json.WriteString("kind", "plinko");
        json.WriteNumber("version", Version);
        json.WriteNumber("pathBits", PathBits);
        json.WriteStartArray("risks");
        foreach (var risk in Enum.GetValues<PlinkoRisk>())
        {
            json.WriteStringValue(NameOf(risk));
        }

        json.WriteEndArray();
        json.WriteStartArray("boards");
        foreach (var board in PlinkoBoards.All)
        {
            json.WriteStartObject();
            json.WriteNumber("rows", board.Rows);
            json.WriteString("risk", NameOf(board.Risk));
            json.WritePropertyName("pays");
            json.Numbers(board.Pays);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });
}
