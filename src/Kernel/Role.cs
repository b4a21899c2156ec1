namespace Croupier.Kernel;

/// <summary>Who speaks. A role is an area, a folder, a flag, a schema and a page of the documentation. Numbers are persisted and never change.</summary>
public enum Role : byte
{
    None = 0,
    Gateway = 1,
    Games = 2,
    Fairness = 3,
    Log = 4,
    Ledger = 5,
    Identity = 6,
    Wallet = 7,
    Operator = 8,
    Audit = 9,
}

/// <summary>The authenticated producer of a command: its role and the number of its process. Part of what a block's hash covers.</summary>
public readonly record struct Caller(Role Role, uint Instance)
{
    public override string ToString() => $"{Role}/{Instance}";
}
