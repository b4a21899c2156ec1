using Croupier.Kernel;
using Croupier.Kernel.Commands;

namespace Croupier.Wire.Ledger;

/// <summary>Deposits and withdrawals.</summary>
internal static class PaymentMessages
{
    public static OpenDeposit Read(Messages.OpenDeposit message, CommandId id, PlayerId player, FieldReader fields) =>
        new(id, player, fields.Asset(message.Asset, "asset"), new Money(message.Amount), message.Provider, message.LapsesUnixMs);

    public static Messages.OpenDeposit Write(OpenDeposit command) => new()
    {
        Asset = command.Asset.ToString(),
        Amount = command.Amount.Units,
        Provider = command.Provider,
        LapsesUnixMs = command.LapsesUnixMs,
    };

    public static ConfirmDeposit Read(Messages.ConfirmDeposit message, CommandId id, PlayerId player, FieldReader fields) =>
        new(id, player, new CommandId(fields.Id(message.Intent, "intent")), fields.Asset(message.Asset, "asset"), new Money(message.Amount), message.Provider, fields.Reference(message.Reference, "reference"));

    public static Messages.ConfirmDeposit Write(ConfirmDeposit command) => new()
    {
        Intent = command.Intent.ToString(),
        Asset = command.Asset.ToString(),
        Amount = command.Amount.Units,
        Provider = command.Provider,
        Reference = command.Reference,
    };

    public static CancelDeposit Read(Messages.CancelDeposit message, CommandId id, PlayerId player, FieldReader fields) =>
        new(id, player, new CommandId(fields.Id(message.Intent, "intent")));

    public static Messages.CancelDeposit Write(CancelDeposit command) => new() { Intent = command.Intent.ToString() };

    public static RequestWithdrawal Read(Messages.RequestWithdrawal message, CommandId id, PlayerId player, FieldReader fields) =>
        new(id, player, fields.Asset(message.Asset, "asset"), new Money(message.Amount), message.Provider);

    public static Messages.RequestWithdrawal Write(RequestWithdrawal command) => new()
    {
        Asset = command.Asset.ToString(),
        Amount = command.Amount.Units,
        Provider = command.Provider,
    };

    public static SettleWithdrawal Read(Messages.SettleWithdrawal message, CommandId id, PlayerId player, FieldReader fields) =>
        new(id, player, new CommandId(fields.Id(message.Withdrawal, "withdrawal")), message.Paid, fields.Reference(message.Reference, "reference"));

    public static Messages.SettleWithdrawal Write(SettleWithdrawal command) => new() { Withdrawal = command.Withdrawal.ToString(), Paid = command.Paid, Reference = command.Reference };
}
