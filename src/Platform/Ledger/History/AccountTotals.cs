using Croupier.Kernel.Ports;

namespace Croupier.Platform.Ledger.History;

/// <summary>What history knows of an account after a line: credits − debits posted, and what holds debit and credit.</summary>
internal readonly record struct AccountTotals(long Posted, long DebitsPending, long CreditsPending)
{
    public AccountTotals After(in HistoryLine line) => line.Kind switch
    {
        StatementLineKind.Posted => this with { Posted = checked(Posted + line.Amount) },
        StatementLineKind.HoldPlaced => Pending(line.Amount, Math.Abs(line.Amount)),
        _ => Pending(line.Amount, -Math.Abs(line.Amount)),
    };

    public AccountTotals Before(in HistoryLine line) => line.Kind switch
    {
        StatementLineKind.Posted => this with { Posted = checked(Posted - line.Amount) },
        StatementLineKind.HoldPlaced => Pending(line.Amount, -Math.Abs(line.Amount)),
        _ => Pending(line.Amount, Math.Abs(line.Amount)),
    };

    private AccountTotals Pending(long signed, long change) => signed < 0
        ? this with { DebitsPending = checked(DebitsPending + change) }
        : this with { CreditsPending = checked(CreditsPending + change) };
}
