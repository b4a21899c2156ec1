namespace Croupier.Book.Guards;

/// <summary>What was counted from hour <paramref name="First"/> to hour <paramref name="Last"/>, both included (Unix time ÷ 3,600,000).</summary>
internal readonly record struct TurnoverBucket(int First, int Last, Counted Amounts)
{
    public TurnoverBucket With(in TurnoverBucket next) => new(Math.Min(First, next.First), Math.Max(Last, next.Last), Amounts.Plus(next.Amounts));
}
