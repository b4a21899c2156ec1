using Croupier.Kernel.Commands;

namespace Croupier.Tests.Simulation.Audit;

/// <summary>An account as the model has it after a command.</summary>
internal readonly record struct ExpectedAccount(AccountRef Account, long DebitsPosted, long CreditsPosted, long DebitsPending, long CreditsPending, AccountFlags Flags);

/// <summary>
/// What the model says of one command of the log, said when it was appended: log order alone decides, so it is known before any writer has seen it.
/// </summary>
/// <param name="IsRepeat">The same request under the same id stands earlier in the log: it must make no entry.</param>
/// <param name="Accounts">Every account that it may have changed, as it stands after it.</param>
/// <param name="Result">What the result must say; null where the model does not know the amounts.</param>
internal sealed record Expectation(
    LoggedCommand Logged,
    ReadOnlyMemory<byte> Bytes,
    Hash256 Request,
    bool IsRepeat,
    Status Status,
    long ClockUnixMs,
    IReadOnlyList<ExpectedAccount> Accounts,
    ExpectedAmounts? Result);

/// <summary>The amounts of an accepted command's result, in ledger units.</summary>
internal readonly record struct ExpectedAmounts(
    AssetId Asset, long StakeCash, long StakeBonus, long PayoutCash, long PayoutBonus, long CashAfter, long BonusAfter);
