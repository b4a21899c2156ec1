using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Croupier.Kernel;
using Croupier.Kernel.Commands;
using Croupier.Kernel.Ports;

namespace Croupier.Host.Verbs;

/// <summary>Writes what history answers: aligned lines for people, or one JSON document for programs. Amounts are exact decimal text in both.</summary>
internal sealed class HistoryText(TextWriter output, bool json)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public ExitCode Write(HistoricBalance balance)
    {
        if (json)
        {
            return WriteJson(Fields(balance));
        }

        output.WriteLine($"{Name(balance.Account)} after block {balance.BlockSequence} ({When(balance.UnixMs)})");
        output.WriteLine($"  posted          {Amount(balance.Account.Asset, balance.Posted)}");
        output.WriteLine($"  available       {Amount(balance.Account.Asset, balance.Available)}");
        output.WriteLine($"  debits pending  {Amount(balance.Account.Asset, balance.DebitsPending)}");
        output.WriteLine($"  credits pending {Amount(balance.Account.Asset, balance.CreditsPending)}");
        return ExitCode.Ok;
    }

    public ExitCode Write(Statement statement)
    {
        var asset = statement.Opening.Account.Asset;
        if (json)
        {
            return WriteJson(new
            {
                opening = Fields(statement.Opening),
                closing = Fields(statement.Closing),
                lines = statement.Lines.Select(line => new
                {
                    block = line.BlockSequence,
                    entry = line.EntryIndex,
                    time = When(line.UnixMs),
                    kind = line.Kind.ToString(),
                    reason = line.Reason.ToString(),
                    transfer = line.Transfer,
                    counter = Name(line.Counter),
                    amount = Plain(asset, line.Amount),
                    postedAfter = Plain(asset, line.PostedAfter),
                    availableAfter = Plain(asset, line.AvailableAfter),
                    command = line.Command.ToString(),
                    player = line.Player.ToString(),
                }),
                next = statement.Next,
            });
        }

        output.WriteLine($"{Name(statement.Opening.Account)}: after block {statement.Opening.BlockSequence} {Plain(asset, statement.Opening.Posted)}, after block {statement.Closing.BlockSequence} {Plain(asset, statement.Closing.Posted)}");
        output.WriteLine($"{"time",-24} {"block/entry",12} {"what",-20} {"amount",16} {"posted",16} {"available",16}  command");
        foreach (var line in statement.Lines)
        {
            var what = line.Kind == StatementLineKind.Posted ? line.Reason.ToString() : line.Kind.ToString();
            output.WriteLine(
                $"{When(line.UnixMs),-24} {$"{line.BlockSequence}/{line.EntryIndex}",12} {what,-20} {Amount(asset, line.Amount)} {Amount(asset, line.PostedAfter)} {Amount(asset, line.AvailableAfter)}  {line.Command}");
        }

        return Next(statement.Next);
    }

    public ExitCode Write(HistoryEntries entries)
    {
        if (json)
        {
            return WriteJson(new
            {
                entries = entries.Entries.Select(entry => new
                {
                    partition = entry.Partition,
                    block = entry.BlockSequence,
                    entry = entry.EntryIndex,
                    time = When(entry.UnixMs),
                    caller = entry.Caller.ToString(),
                    kind = entry.Command.Kind.ToString(),
                    command = entry.Command.Id.ToString(),
                    player = entry.Command.Player.ToString(),
                    status = entry.Result.Status.ToString(),
                    reference = (entry.Command as ConfirmDeposit)?.Reference ?? (entry.Command as SettleWithdrawal)?.Reference,
                    bytes = Convert.ToHexStringLower(CommandCodec.ToArray(entry.Command)),
                }),
                next = entries.Next,
            });
        }

        output.WriteLine($"{"time",-24} {"block/entry",12} {"what",-18} {"status",-20} {"command",-36} player");
        foreach (var entry in entries.Entries)
        {
            output.WriteLine(
                $"{When(entry.UnixMs),-24} {$"{entry.BlockSequence}/{entry.EntryIndex}",12} {entry.Command.Kind,-18} {entry.Result.Status,-20} {entry.Command.Id,-36} {entry.Command.Player}");
        }

        return Next(entries.Next);
    }

    private static string When(long unixMs) => DateTimeOffset.FromUnixTimeMilliseconds(unixMs).ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);

    private static string Name(AccountRef account) =>
        $"{account.Kind} {account.Asset}{(account.Sub == 0 ? "" : $"/{account.Sub}")} of {(account.Owner.IsOperator ? "the operator" : account.Owner.ToString())}";

    private static string Plain(AssetId asset, Money amount) => Assets.Find(asset)?.Format(amount) ?? amount.ToString();

    private static string Amount(AssetId asset, Money amount) => Plain(asset, amount).PadLeft(16);

    private static object Fields(HistoricBalance balance) => new
    {
        account = Name(balance.Account),
        block = balance.BlockSequence,
        time = When(balance.UnixMs),
        posted = Plain(balance.Account.Asset, balance.Posted),
        available = Plain(balance.Account.Asset, balance.Available),
        debitsPending = Plain(balance.Account.Asset, balance.DebitsPending),
        creditsPending = Plain(balance.Account.Asset, balance.CreditsPending),
    };

    private ExitCode WriteJson(object document)
    {
        output.WriteLine(JsonSerializer.Serialize(document, Indented));
        return ExitCode.Ok;
    }

    private ExitCode Next(string? cursor)
    {
        if (cursor is not null)
        {
            output.WriteLine($"more: --cursor {cursor}");
        }

        return ExitCode.Ok;
    }
}
