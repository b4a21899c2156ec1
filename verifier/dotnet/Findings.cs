namespace Croupier.Verifier;

/// <summary>What a verification found: differences, what could not be checked, and how much was.</summary>
public sealed class Findings
{
    private readonly List<string> differences = [];
    private readonly List<string> notChecked = [];

    public IReadOnlyList<string> Differences => differences;

    public IReadOnlyList<string> NotChecked => notChecked;

    public int Chains { get; internal set; }

    public int RoundsDerived { get; internal set; }

    public int PostingsChecked { get; internal set; }

    public int ReceiptsChecked { get; internal set; }

    public string Summary =>
        $"{Chains} chains, {ReceiptsChecked} receipts checked, {RoundsDerived} rounds derived again, {PostingsChecked} postings added up, {differences.Count} differences, {notChecked.Count} not checked";

    internal void Differs(string what) => differences.Add(what);

    internal void NotCheckable(string what) => notChecked.Add(what);

    /// <summary>Notes the difference unless it holds. Returns whether it holds.</summary>
    internal bool Expect(bool holds, string otherwise)
    {
        if (!holds)
        {
            differences.Add(otherwise);
        }

        return holds;
    }
}
