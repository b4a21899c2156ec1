using Croupier.Kernel;
using Croupier.Kernel.Blocks;
using Croupier.Kernel.Commands;
using Croupier.Kernel.Ports;

namespace Croupier.Wire.Ledger;

/// <summary>Questions about the past, and what history answers. Accounts in answers are written with their owner: no command says whose they are.</summary>
public static class HistoryMessages
{
    /// <summary>Lines or entries where the question does not say how many.</summary>
    public const int UsualLimit = 100;

    /// <summary>
    /// An account of <paramref name="owner"/>. One of another owner, or of a kind that this owner can't have, is a mistake of the caller's: its balance would be
    /// nothing, and be believed.
    /// </summary>
    public static AccountRef Account(Messages.Account? message, PlayerId owner, FieldReader fields)
    {
        var account = AccountMessages.Read(message, "account", owner, fields);
        if (message is not null && account.Kind < AccountKind.House == owner.IsOperator)
        {
            fields.Refuse("account.kind", owner.IsOperator ? "is a kind that players have" : "is a kind that only the operator has");
        }

        if (account.Owner != owner)
        {
            fields.Refuse("account.owner", "is not the one whose account is asked for");
        }

        return account;
    }

    public static HistoryPoint Point(Messages.Point? message, string field, HistoryPoint otherwise, FieldReader fields)
    {
        var (name, value) = message?.PlaceCase switch
        {
            Messages.Point.PlaceOneofCase.Block => ("block", message.Block),
            Messages.Point.PlaceOneofCase.UnixMs => ("unixMs", message.UnixMs),
            _ => ("", 0L),
        };
        if (value < 0)
        {
            fields.Refuse($"{field}.{name}", "is negative");
        }

        return name switch
        {
            "block" => HistoryPoint.AfterBlock(value),
            "unixMs" => HistoryPoint.AtTime(value),
            _ => otherwise,
        };
    }

    public static int Limit(uint limit, FieldReader fields)
    {
        if (limit > ILedgerHistory.MaxLimit)
        {
            fields.Refuse("limit", $"is more than {ILedgerHistory.MaxLimit}");
        }

        return limit is 0 or > ILedgerHistory.MaxLimit ? UsualLimit : (int)limit;
    }

    public static Messages.AccountList Write(IEnumerable<AccountRef> accounts) => new() { Accounts = { accounts.Select(Write) } };

    public static Messages.Balance Write(HistoricBalance balance) => new()
    {
        Account = Write(balance.Account),
        Block = balance.BlockSequence,
        UnixMs = balance.UnixMs,
        Posted = balance.Posted.Units,
        DebitsPending = balance.DebitsPending.Units,
        CreditsPending = balance.CreditsPending.Units,
        Available = balance.Available.Units,
    };

    public static Messages.Statement Write(Statement statement) => new()
    {
        Opening = Write(statement.Opening),
        Closing = Write(statement.Closing),
        Lines = { statement.Lines.Select(Write) },
        Next = statement.Next ?? "",
    };

    public static Messages.EntryPage Write(HistoryEntries entries) => new() { Entries = { entries.Entries.Select(Write) }, Next = entries.Next ?? "" };

    public static Messages.HistoryEntry Write(HistoryEntry entry) => new()
    {
        Partition = (uint)entry.Partition,
        UnixMs = entry.UnixMs,
        Entry = DecisionMessages.Write(entry.BlockSequence, entry.EntryIndex, new BlockEntry(entry.Caller, entry.Command, entry.Result)),
    };

    private static Messages.Account Write(AccountRef account) => AccountMessages.Write(account, account.Owner, ownerIsGiven: true);

    private static Messages.StatementLine Write(StatementLine line) => new()
    {
        Block = line.BlockSequence,
        Entry = line.EntryIndex,
        UnixMs = line.UnixMs,
        Kind = (Messages.StatementLine.Types.Kind)line.Kind,
        Reason = (Messages.Transfer.Types.Reason)line.Reason,
        Transfer = line.Transfer,
        Counter = Write(line.Counter),
        Amount = line.Amount.Units,
        PostedAfter = line.PostedAfter.Units,
        AvailableAfter = line.AvailableAfter.Units,
        Command = line.Command.ToString(),
        Player = line.Player.ToString(),
    };
}
