using Croupier.Kernel;
using Croupier.Kernel.Bytes;

namespace Croupier.Rules.Slot;

/// <summary>
/// A slot of 5 reels and 3 rows, decided by <see cref="SlotRules"/> alone. A round is one paid spin and the free spins that it brings, drawn whole before
/// anything is evaluated. Choice: empty. Outcome: the five stops of the paid spin, then, where that
/// turns the wheel, its segment, then the five stops of each free spin in order, a byte each.
/// All pays are hundredths of the whole stake, so a whole-cent stake pays whole ledger units. Games and verifiers call it; immutable, for any thread.
/// </summary>
public sealed class SlotGame : IGame
{
    private const int Reels = SlotRules.Reels;
    private const int Hundredths = 100;

    private readonly SlotTables tables;
    private readonly Lazy<IReadOnlyList<GameMath>> math;

    public SlotGame(SlotRules rules)
    {
        Rules = rules;
        tables = new SlotTables(rules);
        Id = new GameId(rules.Name);
        CanonicalRules = rules.Canonical();
        RulesHash = Hash256.Of(CanonicalRules.Span);
        Rtp = ReturnToPlayer.From(SlotClosedForm.Rtp(rules, tables));
        RulesText = SlotDescription.Text(rules, Rtp.ToRational());
        ParametersJson = SlotDescription.Parameters(rules);
        math = new(() => [SlotEnumeration.Run(tables).Measure(rules)]);
    }

    public SlotRules Rules { get; }

    public GameId Id { get; }

    public string Title => Rules.Title;

    public ReadOnlyMemory<byte> CanonicalRules { get; }

    public Hash256 RulesHash { get; }

    public string RulesText { get; }

    public string ParametersJson { get; }

    public ReturnToPlayer Rtp { get; }

    public long MaxPayoutMultiple => Rules.MaxPayoutMultiple;

    public Money MinStake(Asset asset) => StakeRules.FromHundredths(asset, 10);

    public Money MaxStake(Asset asset) => StakeRules.FromHundredths(asset, 100_00);

    public Status Validate(ReadOnlySpan<byte> choice, Asset asset, Money stake) =>
        choice.IsEmpty ? StakeRules.Check(asset, stake, tables.PayStep, Hundredths, MaxPayoutMultiple) : Status.ChoiceInvalid;

    public byte[] Draw(RoundStream stream)
    {
        Span<byte> drawn = stackalloc byte[(Reels * (1 + Rules.MaxFreeSpins)) + 1];
        DrawSpin(stream, drawn);
        var length = Reels;
        if (TurnsWheel(drawn))
        {
            drawn[length++] = (byte)stream.Next((ulong)tables.WheelPrizes.Length);
        }

        var freeSpins = tables.FreeSpins[ScattersIn(drawn)];
        for (var played = 1; played <= freeSpins; played++)
        {
            var spin = drawn.Slice(length, Reels);
            DrawSpin(stream, spin);
            length += Reels;
            freeSpins = AfterRetrigger(freeSpins, ScattersIn(spin));
        }

        return drawn[..length].ToArray();
    }

    public Money Evaluate(ReadOnlySpan<byte> outcome, ReadOnlySpan<byte> choice, Asset asset, Money stake)
    {
        var refusal = Validate(choice, asset, stake);
        if (refusal != Status.Accepted)
        {
            throw new ArgumentException($"a choice or stake that is refused ({refusal}) has no payout");
        }

        var multiple = Multiple(outcome);
        InvariantBrokenException.Check((Int128)stake.Units * multiple % Hundredths == 0, "I1", $"a payout of {Id} is not whole ledger units");
        return stake.Share(multiple, Hundredths);
    }

    public IReadOnlyList<GameWay> Ways => GameWay.Only;

    public IReadOnlyList<GameMath> Measure() => math.Value;

    /// <summary>What an outcome returns, in hundredths of the stake. Throws <see cref="MalformedBytesException"/> for one that cannot be drawn.</summary>
    internal long Multiple(ReadOnlySpan<byte> outcome)
    {
        var paid = TakeSpin(ref outcome);
        var scatters = ScattersIn(paid);
        var total = (long)SpinPay(paid, scatters) + (TurnsWheel(paid) ? TakePrize(ref outcome) : 0);
        var freeSpins = tables.FreeSpins[scatters];
        for (var played = 0; played < freeSpins; played++)
        {
            var spin = TakeSpin(ref outcome);
            scatters = ScattersIn(spin);
            total += (long)SpinPay(spin, scatters) * Rules.FreeSpinMultiplier;
            freeSpins = AfterRetrigger(freeSpins, scatters);
        }

        if (!outcome.IsEmpty)
        {
            throw new MalformedBytesException("the outcome goes on after its last spin");
        }

        return Math.Min(total, Rules.MaxPayoutMultiple);
    }

    /// <summary>What one spin pays, in hundredths of the stake, before any multiplier.</summary>
    internal int SpinPay(ReadOnlySpan<byte> stops, int scatters)
    {
        var pay = tables.ScatterPay[scatters];
        foreach (var line in tables.Lines)
        {
            pay += LinePay(stops, line);
        }

        return pay;
    }

    internal int ScattersIn(ReadOnlySpan<byte> stops)
    {
        var count = 0;
        for (var reel = 0; reel < Reels; reel++)
        {
            count += tables.ScattersAt(reel, stops[reel]);
        }

        return count;
    }

    /// <summary>The longest run from the first reel of the symbol there, wilds standing in for it.</summary>
    private int LinePay(ReadOnlySpan<byte> stops, int[] line)
    {
        var symbol = tables.Strips[0][stops[0] + line[0]];
        var length = 1;
        while (length < Reels && tables.Strips[length][stops[length] + line[length]] is var next && (next == symbol || next == tables.Wild))
        {
            length++;
        }

        return tables.LinePay[(symbol * SlotTables.Lengths) + length];
    }

    private int AfterRetrigger(int freeSpins, int scatters) =>
        scatters >= Rules.RetriggerScatters ? Math.Min(freeSpins + Rules.RetriggerSpins, Rules.MaxFreeSpins) : freeSpins;

    private void DrawSpin(RoundStream stream, Span<byte> stops)
    {
        for (var reel = 0; reel < Reels; reel++)
        {
            stops[reel] = (byte)stream.Next((ulong)tables.StripLengths[reel]);
        }
    }

    private bool TurnsWheel(ReadOnlySpan<byte> stops)
    {
        var count = 0;
        for (var reel = 0; reel < Reels; reel++)
        {
            count += tables.WheelSymbolsAt(reel, stops[reel]);
        }

        return count >= tables.WheelNeeded;
    }

    private ReadOnlySpan<byte> TakeSpin(ref ReadOnlySpan<byte> outcome)
    {
        if (outcome.Length < Reels)
        {
            throw new MalformedBytesException("the outcome ends before its last spin");
        }

        var spin = outcome[..Reels];
        CheckStops(spin);
        outcome = outcome[Reels..];
        return spin;
    }

    private int TakePrize(ref ReadOnlySpan<byte> outcome)
    {
        if (outcome.IsEmpty || outcome[0] >= tables.WheelPrizes.Length)
        {
            throw new MalformedBytesException("the paid spin turns the wheel, and the outcome has no segment of it");
        }

        var prize = tables.WheelPrizes[outcome[0]];
        outcome = outcome[1..];
        return prize;
    }

    private void CheckStops(ReadOnlySpan<byte> stops)
    {
        for (var reel = 0; reel < Reels; reel++)
        {
            if (stops[reel] >= tables.StripLengths[reel])
            {
                throw new MalformedBytesException($"reel {reel + 1} has no stop {stops[reel]}");
            }
        }
    }
}
