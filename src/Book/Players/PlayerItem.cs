using Croupier.Book.Guards;
using Croupier.Book.Items;
using Croupier.Kernel;
using Croupier.Kernel.Bytes;

namespace Croupier.Book.Players;

/// <summary>
/// A player as the partition knows it. Accounts and guards hang on the player, so that a command finds all it needs by one look-up; these lists follow from the
/// other rows and are not persisted.
/// </summary>
internal sealed class PlayerItem : Item
{
    private AccountNumbers accounts;
    private GuardItem[] guards = [];

    public override ItemKind Kind => ItemKind.Player;

    public PlayerId Id { get; private set; }

    public PlayerState State { get; set; }

    /// <summary>Numbers of this player's accounts, in order of opening.</summary>
    public ReadOnlySpan<int> Accounts => accounts.Span;

    public ReadOnlySpan<GuardItem> Guards => guards;

    public static PlayerItem Opened(PlayerId id) => new() { Id = id, State = PlayerState.Unverified };

    public void Attach(int account) => accounts.Add(account);

    public void Attach(GuardItem guard) => guards = [.. guards, guard];

    public void DetachLastAccount() => accounts.RemoveLast();

    public void DetachLastGuard() => guards = guards[..^1];

    public GuardItem? FindGuard(GuardKind kind, AssetId asset)
    {
        foreach (var guard in guards)
        {
            if (guard.Limits == kind && guard.Asset == asset)
            {
                return guard;
            }
        }

        return null;
    }

    public override void Write(ByteWriter writer)
    {
        writer.Id(Id.Value);
        writer.U8((byte)State);
    }

    public override void Read(ref ByteReader reader)
    {
        Id = new PlayerId(reader.Id());
        State = (PlayerState)reader.U8();
    }
}
