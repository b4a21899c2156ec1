using Croupier.Book.Decisions;
using Croupier.Kernel.Commands;

namespace Croupier.Tests.Unit.Book;

/// <summary>Who may move money between which kinds of accounts: the whole table, each role, command and pair of kinds.</summary>
public sealed class PermissionTests
{
    private static readonly AccountKind[] NeverNamed = [AccountKind.WithdrawalPending, AccountKind.PartitionClearing];

    private static readonly (AccountKind Debit, AccountKind Credit)[] OfTheWallet =
        [(AccountKind.UnmatchedDeposits, AccountKind.ProviderClearing), (AccountKind.ProviderClearing, AccountKind.UnmatchedDeposits)];

    /// <summary>Every kind of the chart, and some numbers that are none.</summary>
    private static IEnumerable<AccountKind> Kinds => [.. Enum.GetValues<AccountKind>(), 0, (AccountKind)6, (AccountKind)32, (AccountKind)99, (AccountKind)111, (AccountKind)132, (AccountKind)65535];

    [Fact]
    public void Each_role_moves_money_only_between_its_kinds_of_accounts()
    {
        foreach (var debit in Kinds)
        {
            foreach (var credit in Kinds)
            {
                var free = Enum.IsDefined(debit) && Enum.IsDefined(credit) && !NeverNamed.Contains(debit) && !NeverNamed.Contains(credit);
                var leg = new Leg(new AccountRef(default, debit, default), new AccountRef(default, credit, default), new Money(1));
                Command transfer = new Transfer(default, default, TransferReason.None, [leg]);
                Command hold = new PlaceHold(default, default, leg, OnExpiry.None, 0);
                Command send = new SendAcross(default, default, leg.Debit, leg.Credit, leg.Amount, TransferReason.None);
                Command receive = new ReceiveAcross(default, default, default, default, 1, default, leg.Debit, leg.Credit, leg.Amount, TransferReason.None);
                var expected = new Dictionary<(Role, Command), bool>
                {
                    [(Role.Operator, transfer)] = free,
                    [(Role.Operator, hold)] = free,
                    [(Role.Operator, send)] = free,
                    [(Role.Wallet, transfer)] = OfTheWallet.Contains((debit, credit)),
                    [(Role.Wallet, send)] = (debit, credit) == (AccountKind.UnmatchedDeposits, AccountKind.UnmatchedDeposits),
                    [(Role.Ledger, receive)] = free,
                };
                foreach (var command in new[] { transfer, hold, send, receive })
                {
                    foreach (var role in Enum.GetValues<Role>().Append((Role)200))
                    {
                        var allowed = Permissions.Allows(role, command);
                        Assert.True(expected.GetValueOrDefault((role, command)) == allowed, $"{role}, {command.Kind}, {debit} to {credit}: {allowed}");
                    }
                }
            }
        }
    }

    [Fact]
    public void Only_the_operator_sets_flags_and_never_on_what_belongs_to_a_withdrawal_or_a_crossing()
    {
        foreach (var kind in Kinds)
        {
            var set = new SetAccountFlags(default, default, new AccountRef(default, kind, default), AccountFlags.Frozen);
            foreach (var role in Enum.GetValues<Role>())
            {
                Assert.Equal(role == Role.Operator && Enum.IsDefined(kind) && !NeverNamed.Contains(kind), Permissions.Allows(role, set));
            }
        }
    }

    [Fact]
    public void One_leg_that_is_not_permitted_refuses_them_all()
    {
        var good = new Leg(new AccountRef(default, AccountKind.UnmatchedDeposits, default), new AccountRef(default, AccountKind.ProviderClearing, default), new Money(1));
        var bad = new Leg(TestBook.House, TestBook.Cash(default), new Money(1));

        Assert.True(Permissions.Allows(Role.Wallet, new Transfer(default, default, TransferReason.None, [good, good])));
        Assert.False(Permissions.Allows(Role.Wallet, new Transfer(default, default, TransferReason.None, [good, bad])));
        Assert.False(Permissions.Allows(Role.Wallet, new Transfer(default, default, TransferReason.None, [bad, good])));
    }
}
