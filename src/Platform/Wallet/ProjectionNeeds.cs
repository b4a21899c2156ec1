using Croupier.Kernel;
using Croupier.Kernel.Blocks;
using Croupier.Kernel.Commands;

namespace Croupier.Platform.Wallet;

/// <summary>The rows of earlier blocks that a fold changes.</summary>
internal sealed class ProjectionKnown
{
    public Dictionary<(PlayerId, AssetId), BalanceRow> Balances { get; } = [];

    public Dictionary<(PlayerId, CommandId), DepositRow> Deposits { get; } = [];

    public Dictionary<(PlayerId, CommandId), WithdrawalRow> Withdrawals { get; } = [];

    public Dictionary<(PlayerId, ChainId), ChainRow> Chains { get; } = [];
}

/// <summary>Which rows a fold of these blocks can change: what has to be read before it.</summary>
internal sealed class ProjectionNeeds
{
    public HashSet<(PlayerId, AssetId)> Balances { get; } = [];

    public HashSet<(PlayerId, CommandId)> Deposits { get; } = [];

    public HashSet<(PlayerId, CommandId)> Withdrawals { get; } = [];

    public HashSet<(PlayerId, ChainId)> Chains { get; } = [];

    public static ProjectionNeeds Of(IReadOnlyList<Block> blocks)
    {
        var needs = new ProjectionNeeds();
        foreach (var block in blocks)
        {
            foreach (var entry in block.Entries)
            {
                if (entry.Result.IsAccepted)
                {
                    needs.Add(entry.Command, entry.Result);
                }
            }
        }

        return needs;
    }

    private void Add(Command command, CommandResult result)
    {
        if (result.Asset != default)
        {
            Balances.Add((command.Player, result.Asset));
        }

        switch (command)
        {
            case CloseChain close:
                Chains.Add((close.Player, close.Chain));
                break;
            case ConfirmDeposit confirm:
                Deposits.Add((confirm.Player, confirm.Intent));
                break;
            case CancelDeposit cancel:
                Deposits.Add((cancel.Player, cancel.Intent));
                break;
            case SettleWithdrawal settle:
                Withdrawals.Add((settle.Player, settle.Withdrawal));
                break;
            case Transfer transfer:
                Add(transfer);
                break;
            case Linked linked:
                foreach (var transfer in linked.Commands.OfType<Transfer>())
                {
                    Add(transfer);
                }

                break;
        }
    }

    private void Add(Transfer transfer)
    {
        foreach (var leg in transfer.Legs)
        {
            Balances.Add((leg.Debit.Owner, leg.Debit.Asset));
            Balances.Add((leg.Credit.Owner, leg.Credit.Asset));
        }
    }
}
