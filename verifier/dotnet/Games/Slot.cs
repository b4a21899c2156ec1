namespace Croupier.Verifier.Games;

/// <summary>docs/fairness.md, "Slots", with and without a wheel.</summary>
internal sealed class Slot : IRules
{
    private const int Rows = 3;
    private const int Reels = 5;

    private readonly uint[][] pays;
    private readonly byte wild;
    private readonly byte scatter;
    private readonly byte[][] strips;
    private readonly byte[][] lines;
    private readonly Dictionary<int, (uint Pay, byte FreeSpins)> awards = [];
    private readonly byte retriggerScatters;
    private readonly byte retriggerSpins;
    private readonly byte maxFreeSpins;
    private readonly byte multiplier;
    private readonly uint maxPayout;
    private readonly byte wheelSymbol;
    private readonly byte wheelNeeds;
    private readonly uint[] prizes = [];

    private Slot(ref RulesBytes bytes)
    {
        Game = KnownRules.Name(ref bytes);
        pays = new uint[bytes.U8()][];
        for (var s = 0; s < pays.Length; s++)
        {
            pays[s] = [0, 0, 0, bytes.U32(), bytes.U32(), bytes.U32()];
        }

        (wild, scatter) = (bytes.U8(), bytes.U8());
        strips = new byte[bytes.U8()][];
        for (var i = 0; i < strips.Length; i++)
        {
            strips[i] = bytes.Bytes(bytes.U8());
        }

        lines = new byte[bytes.U8()][];
        for (var l = 0; l < lines.Length; l++)
        {
            lines[l] = bytes.Bytes(Reels);
        }

        for (var left = bytes.U8(); left > 0; left--)
        {
            var scatters = bytes.U8();
            awards[scatters] = (bytes.U32(), bytes.U8());
        }

        (retriggerScatters, retriggerSpins, maxFreeSpins, multiplier, maxPayout) = (bytes.U8(), bytes.U8(), bytes.U8(), bytes.U8(), bytes.U32());
        if (!bytes.IsAtEnd)
        {
            (wheelSymbol, wheelNeeds, prizes) = (bytes.U8(), bytes.U8(), new uint[bytes.U8()]);
            for (var segment = 0; segment < prizes.Length; segment++)
            {
                prizes[segment] = bytes.U32();
            }
        }

        bytes.End();
        if (strips.Length != Reels || strips.Any(strip => strip.Length == 0 || strip.Any(symbol => symbol >= pays.Length)) || lines.Any(line => line.Any(row => row >= Rows)))
        {
            throw new FormatException("a reel or a line is none of a slot");
        }
    }

    public string Game { get; }

    public static Slot Read(ref RulesBytes bytes) => new(ref bytes);

    public byte[] Draw(RoundStream stream)
    {
        var outcome = new List<byte>();
        var paid = Spin(stream, outcome);
        if (TurnsTheWheel(paid))
        {
            outcome.Add((byte)stream.Below(prizes.Length));
        }

        var granted = awards.GetValueOrDefault(Count(paid, scatter)).FreeSpins;
        for (var played = 0; played < granted; played++)
        {
            if (Count(Spin(stream, outcome), scatter) >= retriggerScatters)
            {
                granted = (byte)Math.Min(granted + retriggerSpins, maxFreeSpins);
            }
        }

        return [.. outcome];
    }

    public Int128 Payout(byte[] outcome, byte[] choice, long stake)
    {
        if (choice.Length != 0)
        {
            throw new FormatException("the choice of a slot is empty");
        }

        var paid = outcome.AsSpan(0, Reels);
        var turned = TurnsTheWheel(paid);
        var total = Pay(paid) + (turned ? prizes[outcome[Reels]] : 0);
        for (var at = turned ? Reels + 1 : Reels; at < outcome.Length; at += Reels)
        {
            total += multiplier * Pay(outcome.AsSpan(at, Reels));
        }

        var payout = (Int128)stake * Math.Min(total, maxPayout);
        return payout % 100 == 0 ? payout / 100 : throw new FormatException("the stake is one that the game refuses: its return is no whole number");
    }

    private byte[] Spin(RoundStream stream, List<byte> outcome)
    {
        var stops = strips.Select(strip => (byte)stream.Below(strip.Length)).ToArray();
        outcome.AddRange(stops);
        return stops;
    }

    private byte Symbol(ReadOnlySpan<byte> stops, int reel, int row) => strips[reel][(stops[reel] + row) % strips[reel].Length];

    private bool TurnsTheWheel(ReadOnlySpan<byte> paid) => prizes.Length > 0 && Count(paid, wheelSymbol) >= wheelNeeds;

    /// <summary>How often the window shows the symbol.</summary>
    private int Count(ReadOnlySpan<byte> stops, byte symbol)
    {
        var count = 0;
        for (var reel = 0; reel < Reels; reel++)
        {
            for (var row = 0; row < Rows; row++)
            {
                count += Symbol(stops, reel, row) == symbol ? 1 : 0;
            }
        }

        return count;
    }

    private long Pay(ReadOnlySpan<byte> stops)
    {
        long total = awards.GetValueOrDefault(Count(stops, scatter)).Pay;
        foreach (var line in lines)
        {
            var first = Symbol(stops, 0, line[0]);
            var run = 1;
            while (run < Reels && Symbol(stops, run, line[run]) is var next && (next == first || next == wild))
            {
                run++;
            }

            total += first == scatter ? 0 : pays[first][run];
        }

        return total;
    }
}
