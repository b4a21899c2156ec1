using Croupier.Book.Items;
using Croupier.Kernel;
using Croupier.Kernel.Bytes;

namespace Croupier.Book.Rounds;

/// <summary>Whose cycles are told apart: a game's by its name; those of held stakes by the revenue sub-account that they wait for.</summary>
internal readonly record struct CycleKey(GameId Game, uint Sub)
{
    private static readonly GameId HeldStakes = new("");

    public static CycleKey Of(GameId game) => new(game, 0);

    public static CycleKey OfHeld(uint sub) => new(HeldStakes, sub);
}

/// <summary>When a player's last cycle of a game began, and how many are open. Only of players under a profile with cycle rules.</summary>
internal sealed class CycleItem : Item
{
    public override ItemKind Kind => ItemKind.Cycle;

    public PlayerId Player { get; private set; }

    public CycleKey Key { get; private set; }

    /// <summary>The partition clock when the last cycle began; 0 while none did.</summary>
    public long BeganUnixMs { get; set; }

    public int Open { get; set; }

    public static CycleItem Of(PlayerId player, in CycleKey key) => new() { Player = player, Key = key };

    public override void Write(ByteWriter writer)
    {
        writer.Id(Player.Value);
        writer.Text(Key.Game.Name);
        writer.U32(Key.Sub);
        writer.I64(BeganUnixMs);
        writer.I32(Open);
    }

    public override void Read(ref ByteReader reader)
    {
        Player = new PlayerId(reader.Id());
        Key = new CycleKey(new GameId(reader.Text()), reader.U32());
        BeganUnixMs = reader.I64();
        Open = reader.I32();
    }
}
