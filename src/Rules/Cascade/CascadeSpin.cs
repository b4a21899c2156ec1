using Croupier.Kernel;

namespace Croupier.Rules.Cascade;

/// <summary>
/// One round from its stops, which decide all of it:
/// 1. Row r of a reel shows its strip from the stop on; above the window waits the symbol before the stop, then the one before that, round the strip.
/// 2. A symbol of the first reel wins when it, or the wild, is on each of the first k ≥ 3 reels; each combination of one such place a reel is a way, and each way
///    pays what k of the symbol pay. All wins of a window are added and counted by the multiplier of its turn.
/// 3. Every place that took part in a way falls away, the places above sink, and what waits above the window follows.
/// 4. So on until a window wins nothing, or the round has had its wins.
/// It allocates nothing: the exact return takes one of these for every combination of stops.
/// </summary>
internal ref struct CascadeSpin
{
    private const int Reels = CascadeRules.Reels;
    private const int Rows = CascadeRules.Rows;

    private readonly CascadeTables tables;
    private readonly Span<byte> window;
    private readonly Span<int> above;

    /// <param name="tables">The rules.</param>
    /// <param name="window">Room for 15 symbols, by reel, then by row.</param>
    /// <param name="above">Room for the stops of five reels.</param>
    public CascadeSpin(CascadeTables tables, Span<byte> window, Span<int> above)
    {
        this.tables = tables;
        this.window = window;
        this.above = above;
    }

    /// <summary>How many windows have won.</summary>
    public int Wins { get; private set; }

    /// <summary>What the round pays, in hundredths of the stake. The stops are within their strips.</summary>
    public long Play(ReadOnlySpan<byte> stops)
    {
        Fill(stops); // 1
        Wins = 0;
        var total = 0L;
        while (Wins < tables.MaxWins) // 4
        {
            var pay = PayOfWindow(out var won); // 2
            if (pay == 0)
            {
                break;
            }

            total += pay * tables.Multipliers[Math.Min(Wins, tables.Multipliers.Length - 1)];
            Wins++;
            Sink(won); // 3
        }

        return total;
    }

    private readonly void Fill(ReadOnlySpan<byte> stops)
    {
        for (var reel = 0; reel < Reels; reel++)
        {
            var strip = tables.Strips[reel];
            for (var row = 0; row < Rows; row++)
            {
                window[(reel * Rows) + row] = strip[(stops[reel] + row) % strip.Length];
            }

            above[reel] = stops[reel];
        }
    }

    /// <param name="won">A bit for each place of the window that took part in a way.</param>
    private readonly long PayOfWindow(out uint won)
    {
        won = 0;
        var pay = 0L;
        var looked = 0u;
        for (var row = 0; row < Rows; row++)
        {
            var symbol = window[row];
            if ((looked & (1u << symbol)) == 0)
            {
                looked |= 1u << symbol;
                pay += PayOfSymbol(symbol, ref won);
            }
        }

        return pay;
    }

    private readonly long PayOfSymbol(byte symbol, ref uint won)
    {
        var ways = 1;
        var places = 0u;
        var length = 0;
        for (; length < Reels; length++)
        {
            var onReel = 0;
            for (var place = length * Rows; place < (length + 1) * Rows; place++)
            {
                if (window[place] == symbol || window[place] == tables.Wild)
                {
                    onReel++;
                    places |= 1u << place;
                }
            }

            if (onReel == 0)
            {
                break;
            }

            ways *= onReel;
        }

        var pay = tables.Pay[(symbol * CascadeTables.Lengths) + length];
        won |= pay > 0 ? places : 0;
        return (long)ways * pay;
    }

    private readonly void Sink(uint won)
    {
        InvariantBrokenException.Check(won != 0, "I7", "a window paid without a place that won");
        for (var reel = 0; reel < Reels; reel++)
        {
            var strip = tables.Strips[reel];
            var to = (reel * Rows) + Rows - 1;
            for (var from = to; from >= reel * Rows; from--)
            {
                if ((won & (1u << from)) == 0)
                {
                    window[to--] = window[from];
                }
            }

            while (to >= reel * Rows)
            {
                above[reel] = (above[reel] == 0 ? strip.Length : above[reel]) - 1;
                window[to--] = strip[above[reel]];
            }
        }
    }
}
