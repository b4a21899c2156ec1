using Croupier.Book.Decisions;
using Croupier.Book.Players;
using Croupier.Kernel;
using Croupier.Kernel.Commands;

namespace Croupier.Book.Linking;

/// <summary>
/// Decides linked commands in a part of the block that can be taken back by itself: each child as if it came alone, after those before it. The first that fails takes
/// the whole part back, and nothing of them ever was. Together they never debit one player and credit another, in whichever of the children (I10).
/// </summary>
internal sealed class LinkedDecision(PartitionState state, Func<Caller, Command, CommandResult> decide)
{
    public CommandResult Decide(Caller caller, Linked linked, PlayerItem? player)
    {
        var part = state.Nest();
        var payers = new LinkedPayers(state);
        var plan = new List<long>();
        var isPlanned = false;
        var asset = default(AssetId);
        for (var i = 0; i < linked.Commands.Count; i++)
        {
            var child = linked.Commands[i];
            var paysAnother = payers.Add(child);
            var result = decide(caller, child);
            var status = paysAnother && (result.IsAccepted || result.Status > Status.PlayerToPlayer) ? Status.PlayerToPlayer : result.Status;
            if (status != Status.Accepted)
            {
                state.TakeBack(part);
                return new CommandResult(status) { Detail = i + 1 };
            }

            isPlanned |= !result.Moved.IsEmpty;
            plan.Add(result.Moved.Units.Length);
            plan.AddRange(result.Moved.Units);
            asset = asset == default ? result.Asset : asset;
        }

        state.Keep(part);
        var moved = isPlanned ? new MovedAmounts(plan.ToArray()) : default;
        return asset == default ? state.Accept(null, asset, moved) : state.Accept(player, asset, moved);
    }
}
