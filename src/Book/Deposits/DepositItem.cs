using Croupier.Book.Items;
using Croupier.Kernel;
using Croupier.Kernel.Bytes;
using Croupier.Kernel.Commands;

namespace Croupier.Book.Deposits;

/// <summary>Where an intent to deposit stands. It leaves <see cref="Open"/> once. Numbers are persisted and never change.</summary>
internal enum DepositState : byte
{
    Open = 0,
    Credited = 1,
    Cancelled = 2,
    Lapsed = 3,
}

/// <summary>An intent to deposit: while it is open it reserves its amount of the player's deposit guard.</summary>
internal sealed class DepositItem : Item
{
    public override ItemKind Kind => ItemKind.Deposit;

    public PlayerId Player { get; private set; }

    public CommandId Id { get; private set; }

    public AssetId Asset { get; private set; }

    public Money Amount { get; private set; }

    public uint Provider { get; private set; }

    public long LapsesUnixMs { get; private set; }

    public DepositState State { get; set; }

    public override long? EndsUnixMs => State == DepositState.Open ? LapsesUnixMs : null;

    public static DepositItem Opened(OpenDeposit command) => new()
    {
        Player = command.Player,
        Id = command.Id,
        Asset = command.Asset,
        Amount = command.Amount,
        Provider = command.Provider,
        LapsesUnixMs = command.LapsesUnixMs,
    };

    /// <summary>Open by its state and by the clock: a lapsed intent takes no payment even before a Tick has ended it.</summary>
    public bool IsOpenAt(long clockUnixMs) => State == DepositState.Open && clockUnixMs <= LapsesUnixMs;

    public bool Matches(ConfirmDeposit payment) =>
        payment.Asset == Asset && payment.Amount == Amount && payment.Provider == Provider;

    public override void Write(ByteWriter writer)
    {
        writer.Id(Player.Value);
        writer.Id(Id.Value);
        writer.U16(Asset.Code);
        writer.Amount(Amount);
        writer.U32(Provider);
        writer.I64(LapsesUnixMs);
        writer.U8((byte)State);
    }

    public override void Read(ref ByteReader reader)
    {
        Player = new PlayerId(reader.Id());
        Id = new CommandId(reader.Id());
        Asset = new AssetId(reader.U16());
        Amount = reader.Amount();
        Provider = reader.U32();
        LapsesUnixMs = reader.I64();
        State = (DepositState)reader.U8();
    }
}
