using Croupier.Kernel.Bytes;
using Croupier.Rules;

namespace Croupier.Tests.Unit.Rules.Tutorial;

/// <summary>A coin falls heads or tails. Choice: side (1; 0 heads, 1 tails). Outcome: side (1). Immutable, for any thread.</summary>
public sealed class CoinGame : IGame
{
    private const ushort Version = 1;
    private const int Sides = 2;
    private const int PayHundredths = 198;

    public CoinGame() => RulesHash = Hash256.Of(CanonicalRules.Span);

    public GameId Id { get; } = new("coin");

    public string Title => "Coin";

    public ReadOnlyMemory<byte> CanonicalRules { get; } = WriteCanonicalRules();

    public Hash256 RulesHash { get; }

    public string RulesText => """
        Say heads or tails. A coin falls, either side equally likely.
        A right guess returns 1.98 times the stake, the stake included; a wrong one returns nothing. Nothing is rounded.
        Return to player: 99 % at every choice and every stake.
        """;

    public string ParametersJson => """
        {"kind":"coin","version":1,"choices":[{"name":"Heads","choice":"00"},{"name":"Tails","choice":"01"}]}
        """;

    public ReturnToPlayer Rtp { get; } = new(99, 100);

    public long MaxPayoutMultiple => PayHundredths;

    public IReadOnlyList<GameWay> Ways { get; } = [new("heads", new byte[] { 0 }), new("tails", new byte[] { 1 })];

    public IReadOnlyList<GameMath> Measure() => [.. Ways.Select(Measure)];

    public Money MinStake(Asset asset) => StakeRules.FromHundredths(asset, 10);

    public Money MaxStake(Asset asset) => StakeRules.FromHundredths(asset, 100_00);

    public Status Validate(ReadOnlySpan<byte> choice, Asset asset, Money stake) =>
        IsSide(choice) ? StakeRules.Check(asset, stake, PayHundredths, 100, MaxPayoutMultiple) : Status.ChoiceInvalid;

    public byte[] Draw(RoundStream stream) => [(byte)stream.Next(Sides)];

    public Money Evaluate(ReadOnlySpan<byte> outcome, ReadOnlySpan<byte> choice, Asset asset, Money stake)
    {
        if (Validate(choice, asset, stake) is not Status.Accepted and var refusal)
        {
            throw new ArgumentException($"a choice or stake that is refused ({refusal}) has no payout");
        }

        if (!IsSide(outcome))
        {
            throw new MalformedBytesException("an outcome of coin is a side in one byte");
        }

        return outcome[0] == choice[0] ? stake.Share(PayHundredths, 100) : Money.Zero;
    }

    private static GameMath Measure(GameWay way)
    {
        var hit = new Rational(1, Sides);
        var multiple = new Rational(PayHundredths, 100);
        var mean = hit * multiple;
        return new GameMath(way.Name, mean, hit, (hit * multiple * multiple) - (mean * mean), PayHundredths, hit, []);
    }

    private static bool IsSide(ReadOnlySpan<byte> bytes) => bytes.Length == 1 && bytes[0] < Sides;

    private static byte[] WriteCanonicalRules()
    {
        var writer = new ByteWriter(64);
        writer.Text("croupier/rules/coin");
        writer.U16(Version);
        writer.Text(RoundStream.Label);
        writer.Text("coin");
        writer.U8(Sides);
        writer.U16(PayHundredths);
        return writer.ToArray();
    }
}
