using Croupier.Book.Blocks;
using Croupier.Book.Chains;
using Croupier.Book.Crossing;
using Croupier.Book.Deposits;
using Croupier.Book.Guards;
using Croupier.Book.Holds;
using Croupier.Book.Ids;
using Croupier.Book.Players;
using Croupier.Book.Registry;
using Croupier.Book.Rounds;
using Croupier.Book.Withdrawals;
using Croupier.Kernel;
using Croupier.Kernel.Bytes;

namespace Croupier.Book.Items;

/// <summary>Every item of a partition by its number, and by what commands name it.</summary>
internal sealed class ItemTable
{
    private readonly List<Item> items = [];
    private readonly PlayerTable players = new();
    private readonly Dictionary<ChainId, ChainItem> chains = [];
    private readonly Dictionary<IdKey, HoldItem> holds = [];
    private readonly Dictionary<IdKey, DepositItem> deposits = [];
    private readonly Dictionary<IdKey, WithdrawalItem> withdrawals = [];
    private readonly Dictionary<IdKey, CrossingItem> crossings = [];

    /// <summary>May hold places of items that have ended meanwhile, or twice the same after a roll-back; whoever takes one checks it against the item.</summary>
    private readonly PriorityQueue<int, (long UnixMs, int Number)> endings = new();

    public int Count => items.Count;

    public GameRegistry Games { get; } = new();

    public ProfileRegistry Profiles { get; } = new();

    /// <summary>The draft that changes belong to; null between blocks.</summary>
    public BlockDraft? Draft { get; set; }

    public Item this[int number] => items[number - 1];

    public PlayerItem? FindPlayer(PlayerId id) => players.Find(id);

    public ChainItem? FindChain(ChainId id) => chains.GetValueOrDefault(id);

    public HoldItem? FindHold(PlayerId scope, CommandId id) => holds.GetValueOrDefault(new IdKey(scope, id));

    public DepositItem? FindDeposit(PlayerId player, CommandId id) => deposits.GetValueOrDefault(new IdKey(player, id));

    public WithdrawalItem? FindWithdrawal(PlayerId player, CommandId id) => withdrawals.GetValueOrDefault(new IdKey(player, id));

    /// <summary>Those that are on their way, oldest first.</summary>
    public IEnumerable<CrossingItem> OpenCrossings() =>
        crossings.Values.Where(crossing => crossing.State == CrossingState.Open).OrderBy(crossing => crossing.Number);

    public CrossingItem? FindCrossing(PlayerId scope, CommandId id) => crossings.GetValueOrDefault(new IdKey(scope, id));

    /// <summary>Adds a new item under the next number.</summary>
    public void Add(Item item)
    {
        InvariantBrokenException.Check(Draft is not null, "I6", "an item was added outside of a block");
        item.Mark = Draft!.Mark;
        Enter(item);
    }

    /// <summary>Must be called before an item changes, so that its block can be undone.</summary>
    public void Touch(Item item)
    {
        InvariantBrokenException.Check(Draft is not null, "I6", "an item was changed outside of a block");
        if (item.Mark != Draft!.Mark)
        {
            Draft.Save(item);
            item.Mark = Draft.Mark;
        }
    }

    /// <summary>Takes an item from storage.</summary>
    public void Load(in ItemRow row)
    {
        InvariantBrokenException.Check(row.Number == items.Count + 1L, "I6", "the stored items have a gap");
        Item item = row.Kind switch
        {
            ItemKind.Player => new PlayerItem(),
            ItemKind.Limit => new LimitItem(),
            ItemKind.Game => new GameItem(),
            ItemKind.Chain => new ChainItem(),
            ItemKind.Hold => new HoldItem(),
            ItemKind.Deposit => new DepositItem(),
            ItemKind.Withdrawal => new WithdrawalItem(),
            ItemKind.Partition => new PartitionItem(),
            ItemKind.Turnover => new TurnoverItem(),
            ItemKind.TurnoverHistory => new TurnoverHistoryItem(),
            ItemKind.Profile => new ProfileItem(),
            ItemKind.Cycle => new CycleItem(),
            ItemKind.Windows => new WindowsItem(),
            ItemKind.Crossing => new CrossingItem(),
            ItemKind.Round => new RoundItem(),
            _ => throw new MalformedBytesException($"no item has kind {(byte)row.Kind}"),
        };
        ReadStored(item, row);
        Enter(item);
    }

    public void RollBack(BlockDraft draft)
    {
        foreach (var (item, mark, offset, length) in draft.SavedItems)
        {
            item.Mark = mark;
            var reader = new ByteReader(draft.Saved(offset, length));
            item.Read(ref reader);
            reader.ExpectEnd();
            if (item.EndsUnixMs is { } ends)
            {
                endings.Enqueue(item.Number, (ends, item.Number));
            }
        }

        while (items.Count > draft.ItemsBefore)
        {
            Leave(items[^1]);
            items.RemoveAt(items.Count - 1);
        }
    }

    /// <summary>What a part of the outer draft saved and added becomes the outer one's own.</summary>
    public void Keep(BlockDraft inner, BlockDraft outer)
    {
        foreach (var (item, mark, offset, length) in inner.SavedItems)
        {
            if (mark != outer.Mark)
            {
                outer.Save(item, mark, inner.Saved(offset, length));
            }

            item.Mark = outer.Mark;
        }

        for (var i = inner.ItemsBefore; i < items.Count; i++)
        {
            items[i].Mark = outer.Mark;
        }
    }

    /// <summary>The next open item whose time the clock has passed, by time and then by number; null when there is none.</summary>
    public Item? TakeEnding(long clockUnixMs)
    {
        while (endings.TryPeek(out var number, out var place) && place.UnixMs < clockUnixMs)
        {
            endings.Dequeue();
            if (number <= items.Count && this[number].EndsUnixMs == place.UnixMs)
            {
                return this[number];
            }
        }

        return null;
    }

    private static void ReadStored(Item item, in ItemRow row)
    {
        try
        {
            var reader = new ByteReader(row.Value);
            item.Read(ref reader);
            reader.ExpectEnd();
        }
        catch (MalformedBytesException malformed)
        {
            throw new InvariantBrokenException("I6", $"the stored item {row.Number} can't be read: {malformed.Message}");
        }
    }

    private void Enter(Item item)
    {
        items.Add(item);
        item.Number = items.Count;
        switch (item)
        {
            case PlayerItem player: players.Add(player); break;
            case LimitItem limit: players.Get(limit.Player).Protect().Attach(limit); break;
            case TurnoverItem turnover: OwnerOf(turnover.Owner, "a turnover").Protect().Attach(turnover); break;
            case TurnoverHistoryItem history: TurnoverOf(history).History = history; break;
            case ProfileItem profile: Profiles.Add(profile); break;
            case CycleItem cycle: players.Get(cycle.Player).Protect().Attach(cycle); break;
            case WindowsItem windows: players.Get(windows.Player).Protect().Windows = windows; break;
            case GameItem game: Games.Add(game); break;
            case ChainItem chain: chains.Add(chain.Id, chain); break;
            case HoldItem hold: holds.Add(new IdKey(hold.Scope, hold.Id), hold); break;
            case DepositItem deposit: deposits.Add(new IdKey(deposit.Player, deposit.Id), deposit); break;
            case WithdrawalItem withdrawal: withdrawals.Add(new IdKey(withdrawal.Player, withdrawal.Id), withdrawal); break;
            case CrossingItem crossing: crossings.Add(new IdKey(crossing.Scope, crossing.Id), crossing); break;
            case RoundItem round: OwnerOf(round.Owner, "a round").Attach(round); break;
        }

        if (item.EndsUnixMs is { } ends)
        {
            endings.Enqueue(item.Number, (ends, item.Number));
        }
    }

    private PlayerItem OwnerOf(int number, string what) =>
        number > 0 && number <= items.Count && this[number] is PlayerItem owner
            ? owner
            : throw new InvariantBrokenException("I6", $"{what} belongs to no player");

    private TurnoverItem TurnoverOf(TurnoverHistoryItem history) =>
        players.Get(history.Player).Protection?.FindTurnover(history.Asset)
        ?? throw new InvariantBrokenException("I8", "a history has no turnover that it belongs to");

    private void Leave(Item item)
    {
        switch (item)
        {
            case PlayerItem player: players.Remove(player.Id); break;
            case LimitItem limit: players.Get(limit.Player).Protect().Detach(limit); break;
            case TurnoverItem turnover: OwnerOf(turnover.Owner, "a turnover").Protect().Detach(turnover); break;
            case TurnoverHistoryItem history: TurnoverOf(history).History = null; break;
            case ProfileItem profile: Profiles.Remove(profile); break;
            case CycleItem cycle: players.Get(cycle.Player).Protect().Detach(cycle); break;
            case WindowsItem windows: players.Get(windows.Player).Protect().Windows = null; break;
            case GameItem game: Games.Remove(game); break;
            case ChainItem chain: chains.Remove(chain.Id); break;
            case HoldItem hold: holds.Remove(new IdKey(hold.Scope, hold.Id)); break;
            case DepositItem deposit: deposits.Remove(new IdKey(deposit.Player, deposit.Id)); break;
            case WithdrawalItem withdrawal: withdrawals.Remove(new IdKey(withdrawal.Player, withdrawal.Id)); break;
            case CrossingItem crossing: crossings.Remove(new IdKey(crossing.Scope, crossing.Id)); break;
            case RoundItem round: OwnerOf(round.Owner, "a round").DetachLastRound(); break;
        }
    }
}
