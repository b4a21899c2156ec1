using Croupier.Book.Items;
using Croupier.Kernel;
using Croupier.Kernel.Bytes;
using Croupier.Kernel.Commands;

namespace Croupier.Book.Registry;

/// <summary>A game's rules as approved for one asset: what a round may stake and pay at most.</summary>
internal sealed class GameItem : Item
{
    public override ItemKind Kind => ItemKind.Game;

    public GameId Game { get; private set; }

    public Hash256 RulesHash { get; private set; }

    public AssetId Asset { get; private set; }

    public bool Enabled { get; private set; }

    public Money MinStake { get; private set; }

    public Money MaxStake { get; private set; }

    /// <summary>In hundredths of the stake.</summary>
    public long MaxPayoutMultiple { get; private set; }

    public static GameItem Of(RegisterGame command)
    {
        var item = new GameItem { Game = command.Game, RulesHash = command.RulesHash, Asset = command.Asset };
        item.Set(command);
        return item;
    }

    public static Int128 MaxPayout(Money stake, long multiple) => (Int128)stake.Units * multiple / 100;

    public void Set(RegisterGame command)
    {
        Enabled = command.Enabled;
        MinStake = command.MinStake;
        MaxStake = command.MaxStake;
        MaxPayoutMultiple = command.MaxPayoutMultiple;
    }

    public void Disable() => Enabled = false;

    public override void Write(ByteWriter writer)
    {
        writer.Text(Game.Name);
        writer.Hash(RulesHash);
        writer.U16(Asset.Code);
        writer.Bool(Enabled);
        writer.Amount(MinStake);
        writer.Amount(MaxStake);
        writer.I64(MaxPayoutMultiple);
    }

    public override void Read(ref ByteReader reader)
    {
        Game = new GameId(reader.Text());
        RulesHash = reader.Hash();
        Asset = new AssetId(reader.U16());
        Enabled = reader.Bool();
        MinStake = reader.Amount();
        MaxStake = reader.Amount();
        MaxPayoutMultiple = reader.I64();
    }
}
