using Croupier.Kernel;
using Croupier.Kernel.Commands;
using Croupier.Kernel.Ports;
using Croupier.Platform.Gateway.Play;
using Croupier.Wire.Mapping;
using Croupier.Wire.Player;
using Google.Protobuf;

namespace Croupier.Platform.Gateway.Handlers;

/// <summary>
/// A bet: read, attested, passed to games, and answered from the stored result alone. What games held in memory is never shown; a refused round shows neither outcome nor payout.
/// </summary>
internal sealed class BetHandler(IGames games, Attestor attestor, TimeProvider clock)
{
    private const int MostChoiceBytes = 255;

    public async Task<ServerFrame> HandleAsync(Asking asking, Bet bet, CancellationToken cancellation)
    {
        var status = Read(asking.Session, bet, out var request);
        if (status != Status.Accepted)
        {
            return Replies.Refusal(status);
        }

        var reply = await games.PlayAsync(attestor.Attest(request!), cancellation);
        if (reply.Stored is not { } stored)
        {
            return Replies.Refusal(reply.Status);
        }

        StoredAnswer.Demand(stored, asking.Player, request!.Id);
        if (stored.Command is not PlayRound round)
        {
            throw new InvariantBrokenException("I4", $"the stored result of bet {request.Id} is of a {stored.Command.Kind}");
        }

        asking.Session.Saw(stored);
        if (stored.Result.IsAccepted)
        {
            asking.Devices.MoneyMoved(round.Asset, new SeenPosition(stored.BlockSequence, stored.EntryIndex));
        }

        return new ServerFrame { Round = Result(stored, round) };
    }

    /// <summary>The stored round as its player sees it.</summary>
    public static RoundResult Result(StoredResult stored, PlayRound round)
    {
        var result = stored.Result;
        var shown = new RoundResult
        {
            Status = (uint)result.Status,
            Id = stored.Id.Value.ToBytes(),
            Game = round.Game.Name,
            Chain = round.Chain.Value.ToBytes(),
            Nonce = checked((ulong)round.Nonce),
            Asset = round.Asset.Code,
            Stake = round.Stake.Units,
            Choice = ByteString.CopyFrom(round.Choice.Span),
            CashAfter = result.CashAfter.Units,
            BonusAfter = result.BonusAfter.Units,
            Block = checked((ulong)stored.BlockSequence),
            Entry = checked((uint)stored.EntryIndex),
            Detail = result.Detail,
        };
        if (result.IsAccepted)
        {
            shown.Outcome = ByteString.CopyFrom(round.Outcome.Span);
            shown.Payout = (result.PayoutCash + result.PayoutBonus).Units;
        }

        return shown;
    }

    private Status Read(PlaySession session, Bet bet, out PlayRequest? request)
    {
        request = null;
        if (!WireBytes.TryId(bet.Chain, out var chain) || bet.Nonce > long.MaxValue)
        {
            return Status.Malformed;
        }

        var game = new GameId(bet.Game);
        if (!game.IsWellFormed)
        {
            return Status.NoSuchGame;
        }

        if (!WireBytes.TryHash(bet.RulesHash, out var rulesHash))
        {
            return Status.NoSuchRulesHash;
        }

        if (bet.Choice.Length > MostChoiceBytes)
        {
            return Status.ChoiceInvalid;
        }

        var status = CommandIds.Read(bet.Id, clock, out var id);
        if (status != Status.Accepted)
        {
            return status;
        }

        if (bet.Asset > ushort.MaxValue)
        {
            return Status.NoSuchAsset;
        }

        request = new PlayRequest(
            id,
            session.Player,
            session.Session,
            game,
            rulesHash,
            new ChainId(chain),
            (long)bet.Nonce,
            bet.Choice.Memory,
            new AssetId((ushort)bet.Asset),
            new Money(bet.Stake));
        return Status.Accepted;
    }
}
