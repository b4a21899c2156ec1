using Croupier.Kernel.Bytes;

namespace Croupier.Kernel.Commands;

/// <summary>
/// The intent to deposit, before the provider is called: reserves the deposit guard, so that a confirmed payment is never refused for it.
/// The intent's id is the command's. It lapses when the partition clock passes <paramref name="LapsesUnixMs"/>.
/// </summary>
public sealed record OpenDeposit(CommandId Id, PlayerId Player, AssetId Asset, Money Amount, uint Provider, long LapsesUnixMs) : Command(Id, Player)
{
    public override CommandKind Kind => CommandKind.OpenDeposit;

    internal static OpenDeposit Read(ref ByteReader reader, CommandId id, PlayerId player) =>
        new(id, player, new AssetId(reader.U16()), reader.Amount(), reader.U32(), reader.I64());

    internal override void WriteBody(ByteWriter writer)
    {
        writer.U16(Asset.Code);
        writer.Amount(Amount);
        writer.U32(Provider);
        writer.I64(LapsesUnixMs);
    }

    /// <summary>The lapse time is the wallet's, not the player's request.</summary>
    internal override void WriteRequest(ByteWriter writer)
    {
        writer.U16(Asset.Code);
        writer.Amount(Amount);
        writer.U32(Provider);
    }
}

/// <summary>
/// The provider says that it holds the money. Credits the player's cash when an open intent of this player has this amount and asset, and
/// unmatched deposits otherwise: a confirmed payment is never refused. Which of the two is the result's <c>Detail</c>. <paramref name="Reference"/> is the provider's
/// name for the payment (<see cref="ProviderReference"/>), and a part of the request: under one id two names would be two payments, of which one would be lost.
/// </summary>
public sealed record ConfirmDeposit(CommandId Id, PlayerId Player, CommandId Intent, AssetId Asset, Money Amount, uint Provider, string Reference = "")
    : Command(Id, Player)
{
    /// <summary>The result's detail when the money went to the player.</summary>
    public const long Credited = 1;

    /// <summary>The result's detail when the money went to unmatched deposits.</summary>
    public const long Unmatched = 2;

    public override CommandKind Kind => CommandKind.ConfirmDeposit;

    internal static ConfirmDeposit Read(ref ByteReader reader, CommandId id, PlayerId player) =>
        new(id, player, new CommandId(reader.Id()), new AssetId(reader.U16()), reader.Amount(), reader.U32(), ProviderReference.Read(ref reader));

    internal override void WriteBody(ByteWriter writer)
    {
        writer.Id(Intent.Value);
        writer.U16(Asset.Code);
        writer.Amount(Amount);
        writer.U32(Provider);
        writer.Text(Reference);
    }
}

/// <summary>Gives up an intent and what it reserves of the deposit guard.</summary>
public sealed record CancelDeposit(CommandId Id, PlayerId Player, CommandId Intent) : Command(Id, Player)
{
    public override CommandKind Kind => CommandKind.CancelDeposit;

    internal static CancelDeposit Read(ref ByteReader reader, CommandId id, PlayerId player) => new(id, player, new CommandId(reader.Id()));

    internal override void WriteBody(ByteWriter writer) => writer.Id(Intent.Value);
}
