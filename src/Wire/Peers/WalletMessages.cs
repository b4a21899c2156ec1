using Croupier.Kernel;
using Croupier.Kernel.Bytes;
using Croupier.Kernel.Commands;
using Croupier.Kernel.Ports;
using Croupier.Wire.Mapping;
using Croupier.Wire.Peers.Messages;
using Google.Protobuf;

namespace Croupier.Wire.Peers;

/// <summary>What the wallet shows and is asked.</summary>
public static class WalletMessages
{
    public static Balance Write(WalletBalance balance) => new()
    {
        Asset = balance.Asset.Code,
        Cash = balance.Cash.Units,
        Bonus = balance.Bonus.Units,
        WithdrawalPending = balance.WithdrawalPending.Units,
        BlockSequence = balance.BlockSequence,
    };

    public static WalletBalance Read(Balance balance) =>
        new(PeerFields.Asset(balance.Asset), new(balance.Cash), new(balance.Bonus), new(balance.WithdrawalPending), balance.BlockSequence);

    public static DepositAnswer Write(Status status, DepositView? deposit) => new()
    {
        Status = (uint)status,
        Deposit = deposit is null ? null : new Deposit
        {
            Intent = deposit.Intent.Value.ToBytes(),
            Asset = deposit.Asset.Code,
            Amount = deposit.Amount.Units,
            State = deposit.State,
            PaymentUrl = deposit.PaymentUrl,
            LapsesUnixMs = deposit.LapsesUnixMs,
        },
    };

    public static (Status Status, DepositView? Deposit) Read(DepositAnswer answer) => (PeerFields.Status(answer.Status), answer.Deposit is not { } deposit ? null : new DepositView(
        new CommandId(PeerFields.Id(deposit.Intent)), PeerFields.Asset(deposit.Asset), new Money(deposit.Amount), deposit.State, deposit.PaymentUrl, deposit.LapsesUnixMs));

    public static Withdrawal Write(Status status, StoredResult? stored)
    {
        var message = new Withdrawal { Status = (uint)status };
        if (stored is not null)
        {
            var writer = new ByteWriter();
            StoredResultBytes.Write(writer, stored);
            message.Stored = ByteString.CopyFrom(writer.Written);
        }

        return message;
    }

    public static (Status Status, StoredResult? Stored) Read(Withdrawal message)
    {
        var reader = new ByteReader(message.Stored.Span);
        return (PeerFields.Status(message.Status), message.Stored.IsEmpty ? null : StoredResultBytes.Read(ref reader));
    }

    public static RoundList Write(IEnumerable<RoundView> rounds) => new() { Rounds = { rounds.Select(Write) } };

    public static IReadOnlyList<RoundView> Read(RoundList list) => [.. list.Rounds.Select(Read)];

    public static MovementList Write(IEnumerable<MovementView> movements) => new() { Movements = { movements.Select(Write) } };

    public static IReadOnlyList<MovementView> Read(MovementList list) => [.. list.Movements.Select(Read)];

    public static PageRequest Page(PlayerId player, (long BlockSequence, int EntryIndex)? before, int limit) => new()
    {
        Player = player.Value.ToBytes(),
        Limit = limit,
        Before = before is { } place ? new Place { BlockSequence = place.BlockSequence, EntryIndex = place.EntryIndex } : null,
    };

    public static (long BlockSequence, int EntryIndex)? Before(PageRequest request) =>
        request.Before is { } place ? (place.BlockSequence, place.EntryIndex) : null;

    private static Round Write(RoundView round)
    {
        var message = new Round
        {
            Round_ = round.Round.Value.ToBytes(),
            BlockSequence = round.BlockSequence,
            EntryIndex = round.EntryIndex,
            UnixMs = round.UnixMs,
            Game = round.Game.Name,
            RulesHash = round.RulesHash.ToBytes(),
            Chain = round.Chain.Value.ToBytes(),
            Nonce = round.Nonce,
            Choice = ByteString.CopyFrom(round.Choice),
            Outcome = ByteString.CopyFrom(round.Outcome),
            Asset = round.Asset.Code,
            Stake = round.Stake.Units,
            Payout = round.Payout.Units,
            CashAfter = round.CashAfter.Units,
            Status = (uint)round.Status,
            StakeBonus = round.StakeBonus.Units,
            PayoutBonus = round.PayoutBonus.Units,
            Contributions = { round.Contributions.Select(c => new Messages.Contribution { Kind = (uint)c.Kind, Sub = c.Sub, Amount = c.Amount.Units }) },
        };
        if (round.Sources is { } sources)
        {
            message.Sources = (uint)sources;
        }

        if (round.BonusAfter is { } bonusAfter)
        {
            message.BonusAfter = bonusAfter.Units;
        }

        return message;
    }

    private static RoundView Read(Round round) => new(
        new CommandId(PeerFields.Id(round.Round_)),
        round.BlockSequence,
        round.EntryIndex,
        round.UnixMs,
        new GameId(round.Game),
        PeerFields.Hash(round.RulesHash),
        new ChainId(PeerFields.Id(round.Chain)),
        round.Nonce,
        round.Choice.ToByteArray(),
        round.Outcome.ToByteArray(),
        PeerFields.Asset(round.Asset),
        new Money(round.Stake),
        new Money(round.Payout),
        new Money(round.CashAfter),
        PeerFields.Status(round.Status))
    {
        StakeBonus = new Money(round.StakeBonus),
        PayoutBonus = new Money(round.PayoutBonus),
        Sources = round.HasSources ? (SourceOrder)round.Sources : null,
        BonusAfter = round.HasBonusAfter ? new Money(round.BonusAfter) : null,
        Contributions = [.. round.Contributions.Select(c => new Kernel.Commands.Contribution((AccountKind)c.Kind, c.Sub, new Money(c.Amount)))],
    };

    private static Movement Write(MovementView movement) => new()
    {
        Command = movement.Command.Value.ToBytes(),
        BlockSequence = movement.BlockSequence,
        EntryIndex = movement.EntryIndex,
        UnixMs = movement.UnixMs,
        Reason = movement.Reason,
        Asset = movement.Asset.Code,
        Amount = movement.Amount.Units,
        CashAfter = movement.CashAfter.Units,
    };

    private static MovementView Read(Movement movement) => new(
        new CommandId(PeerFields.Id(movement.Command)),
        movement.BlockSequence,
        movement.EntryIndex,
        movement.UnixMs,
        movement.Reason,
        PeerFields.Asset(movement.Asset),
        new Money(movement.Amount),
        new Money(movement.CashAfter));
}
