using Croupier.Book.Items;
using Croupier.Kernel;
using Croupier.Kernel.Bytes;
using Croupier.Kernel.Commands;

namespace Croupier.Book.Withdrawals;

/// <summary>Where a withdrawal stands. It leaves <see cref="Requested"/> once. Numbers are persisted and never change.</summary>
internal enum WithdrawalState : byte
{
    Requested = 0,
    Paid = 1,
    Returned = 2,
}

/// <summary>Cash on its way out.</summary>
internal sealed class WithdrawalItem : Item
{
    public override ItemKind Kind => ItemKind.Withdrawal;

    public PlayerId Player { get; private set; }

    public CommandId Id { get; private set; }

    public AssetId Asset { get; private set; }

    public Money Amount { get; private set; }

    public uint Provider { get; private set; }

    public WithdrawalState State { get; set; }

    public static WithdrawalItem Requested(RequestWithdrawal command) => new()
    {
        Player = command.Player,
        Id = command.Id,
        Asset = command.Asset,
        Amount = command.Amount,
        Provider = command.Provider,
    };

    public override void Write(ByteWriter writer)
    {
        writer.Id(Player.Value);
        writer.Id(Id.Value);
        writer.U16(Asset.Code);
        writer.Amount(Amount);
        writer.U32(Provider);
        writer.U8((byte)State);
    }

    public override void Read(ref ByteReader reader)
    {
        Player = new PlayerId(reader.Id());
        Id = new CommandId(reader.Id());
        Asset = new AssetId(reader.U16());
        Amount = reader.Amount();
        Provider = reader.U32();
        State = (WithdrawalState)reader.U8();
    }
}
