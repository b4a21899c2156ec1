using Croupier.Kernel;
using Croupier.Kernel.Commands;

namespace Croupier.Book.Linking;

/// <summary>Which players linked commands have debited and credited so far, held against I10 with each child.</summary>
internal sealed class LinkedPayers(PartitionState state)
{
    private readonly HashSet<PlayerId> debited = [];
    private readonly HashSet<PlayerId> credited = [];

    /// <summary>Notes what a child moves before it is decided, and says whether together they then pay one player with another's money.</summary>
    public bool Add(Command child)
    {
        switch (child)
        {
            case Transfer transfer:
                Add(transfer.Legs);
                break;
            case PlaceHold place:
                Add(place.Legs);
                break;
            case PostHold post when state.Items.FindHold(post.Player, post.Hold) is { } hold:
                foreach (var part in hold.Parts)
                {
                    Add(state.Accounts[part.Debit].Account, state.Accounts[hold.Credit].Account);
                    if (!post.Payout.IsZero)
                    {
                        Add(state.Accounts[hold.Credit].Account, state.Accounts[part.Debit].Account);
                    }
                }

                break;
        }

        return debited.Any(player => credited.Any(other => other != player));
    }

    private void Add(IReadOnlyList<Leg> legs)
    {
        foreach (var leg in legs)
        {
            Add(leg.Debit, leg.Credit);
        }
    }

    private void Add(in AccountRef debit, in AccountRef credit)
    {
        if (debit.IsPlayers)
        {
            debited.Add(debit.Owner);
        }

        if (credit.IsPlayers)
        {
            credited.Add(credit.Owner);
        }
    }
}
