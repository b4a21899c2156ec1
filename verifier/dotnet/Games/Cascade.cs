namespace Croupier.Verifier.Games;

/// <summary>docs/fairness.md, "Cascading slots".</summary>
internal sealed class Cascade : IRules
{
    private const int Reels = 5;

    private readonly byte rows;
    private readonly uint[][] pays;
    private readonly byte wild;
    private readonly byte[][] strips;
    private readonly byte[] multipliers;
    private readonly byte maxWins;
    private readonly uint maxPayout;

    private Cascade(ref RulesBytes bytes)
    {
        Game = KnownRules.Name(ref bytes);
        rows = bytes.U8();
        pays = new uint[bytes.U8()][];
        for (var s = 0; s < pays.Length; s++)
        {
            pays[s] = [0, 0, 0, bytes.U32(), bytes.U32(), bytes.U32()];
        }

        wild = bytes.U8();
        strips = new byte[bytes.U8()][];
        for (var i = 0; i < strips.Length; i++)
        {
            strips[i] = bytes.Bytes(bytes.U8());
        }

        multipliers = bytes.Bytes(bytes.U8());
        (maxWins, maxPayout) = (bytes.U8(), bytes.U32());
        bytes.End();
        if (strips.Length != Reels || strips.Any(strip => strip.Length == 0 || strip.Any(symbol => symbol >= pays.Length)) || multipliers.Length == 0)
        {
            throw new FormatException("a reel is none of a slot, or there is no multiplier");
        }
    }

    public string Game { get; }

    public static Cascade Read(ref RulesBytes bytes) => new(ref bytes);

    public byte[] Draw(RoundStream stream) => [.. strips.Select(strip => (byte)stream.Below(strip.Length))];

    public Int128 Payout(byte[] outcome, byte[] choice, long stake)
    {
        if (choice.Length != 0)
        {
            throw new FormatException("the choice of a slot is empty");
        }

        var payout = (Int128)stake * Int128.Min(Total(outcome), maxPayout);
        return payout % 100 == 0 ? payout / 100 : throw new FormatException("the stake is one that the game refuses: its return is no whole number");
    }

    private Int128 Total(byte[] stops)
    {
        var pointers = stops.Select(stop => (int)stop).ToArray();
        var window = strips.Select((strip, i) => Enumerable.Range(0, rows).Select(r => strip[(stops[i] + r) % strip.Length]).ToList()).ToArray();
        Int128 total = 0;
        for (var n = 1; n <= maxWins; n++)
        {
            var won = window.Select(reel => new bool[reel.Count]).ToArray();
            var sum = Wins(window, won);
            if (sum == 0)
            {
                break;
            }

            total += sum * multipliers[Math.Min(n, multipliers.Length) - 1];
            Fall(window, won, pointers);
        }

        return total;
    }

    /// <summary>What the window wins, before the multiplier; the places that have won are marked.</summary>
    private long Wins(List<byte>[] window, bool[][] won)
    {
        var sum = 0L;
        foreach (var symbol in window[0].Distinct())
        {
            var counts = window.Select(reel => reel.Count(shown => shown == symbol || shown == wild)).TakeWhile(count => count > 0).ToList();
            if (counts.Count < 3)
            {
                continue;
            }

            sum += counts.Aggregate(1L, (ways, count) => ways * count) * pays[symbol][counts.Count];
            for (var i = 0; i < counts.Count; i++)
            {
                for (var r = 0; r < rows; r++)
                {
                    won[i][r] |= window[i][r] == symbol || window[i][r] == wild;
                }
            }
        }

        return sum;
    }

    private void Fall(List<byte>[] window, bool[][] won, int[] pointers)
    {
        for (var i = 0; i < Reels; i++)
        {
            var left = window[i].Where((_, r) => !won[i][r]).ToList();
            while (left.Count < rows)
            {
                pointers[i] = (pointers[i] + strips[i].Length - 1) % strips[i].Length;
                left.Insert(0, strips[i][pointers[i]]);
            }

            window[i] = left;
        }
    }
}
