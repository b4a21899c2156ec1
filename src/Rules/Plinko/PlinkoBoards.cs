namespace Croupier.Rules.Plinko;

/// <summary>The three risks of a board, in the order of the byte that names them.</summary>
public enum PlinkoRisk : byte
{
    Low = 0,
    Medium = 1,
    High = 2,
}

/// <summary>
/// One board: its rows of pins, its risk, and what each slot pays in hundredths of the stake, from the edge to the middle; the other half mirrors it. The ball ends
/// k slots from the left in (rows over k) of 2^rows paths, so the sum of paths × pay must be 99 × 2^rows for the return to be 99 %.
/// </summary>
public sealed record PlinkoBoard(int Rows, PlinkoRisk Risk, IReadOnlyList<int> EdgeToMiddle)
{
    public IReadOnlyList<int> Pays { get; } = [.. EdgeToMiddle, .. EdgeToMiddle.Reverse().Skip(1)];
}

/// <summary>The boards of plinko. The odd hundredths are there for the sum: all nine return exactly 99 %.</summary>
public static class PlinkoBoards
{
    public static IReadOnlyList<PlinkoBoard> All { get; } =
    [
        new(8, PlinkoRisk.Low, [570, 209, 110, 100, 50]),
        new(8, PlinkoRisk.Medium, [1_280, 290, 130, 72, 40]),
        new(8, PlinkoRisk.High, [2_860, 390, 150, 32, 20]),
        new(12, PlinkoRisk.Low, [922, 310, 160, 140, 110, 100, 50]),
        new(12, PlinkoRisk.Medium, [3_340, 1_060, 400, 200, 110, 60, 31]),
        new(12, PlinkoRisk.High, [16_850, 2_400, 830, 190, 70, 21, 20]),
        new(16, PlinkoRisk.Low, [1_642, 900, 200, 140, 140, 120, 110, 100, 50]),
        new(16, PlinkoRisk.Medium, [11_382, 4_100, 1_000, 500, 300, 150, 100, 50, 30]),
        new(16, PlinkoRisk.High, [100_772, 13_000, 2_600, 900, 400, 200, 20, 20, 20]),
    ];
}
