namespace Croupier.Host.Randomness;

/// <summary>One test on one mapping. <see cref="Rejected"/> is Holm's word on it among all of the battery.</summary>
internal sealed record BatteryResult(string Mapping, string Test, int Draws, double PValue, bool Rejected);

/// <summary>
/// Every test on every mapping, judged together: by Holm's procedure the chance that an honest generator has any result rejected is at most one in a hundred,
/// however the tests depend on one another. The least p-value is held against 0.01 ÷ m, the next against 0.01 ÷ (m − 1), and so on until one is not rejected.
/// </summary>
internal static class Battery
{
    public const double JointAlpha = 0.01;

    public static IReadOnlyList<BatteryResult> Run(IEnumerable<(string Mapping, Sample Sample)> samples) => Judge(
    [
        .. from given in samples
           from test in StatisticalTest.All
           let p = test.PValue(given.Sample)
           where p is not null
           select new BatteryResult(given.Mapping, test.Name, given.Sample.Values.Length, p.Value, false),
    ]);

    /// <summary>The results in the order given, with Holm's rejections marked. A p-value that is no number is rejected.</summary>
    public static IReadOnlyList<BatteryResult> Judge(IReadOnlyList<BatteryResult> results)
    {
        var rejected = new HashSet<BatteryResult>(ReferenceEqualityComparer.Instance);
        var left = results.Count;
        foreach (var result in results.OrderBy(r => double.IsNaN(r.PValue) ? -1 : r.PValue))
        {
            if (result.PValue > JointAlpha / left--)
            {
                break;
            }

            rejected.Add(result);
        }

        return [.. results.Select(r => r with { Rejected = rejected.Contains(r) })];
    }
}
