using Croupier.Kernel.Commands;

namespace Croupier.Kernel.Ports;

/// <summary>A player's money of one asset after block <see cref="BlockSequence"/>, in ledger units.</summary>
public sealed record WalletBalance(AssetId Asset, Money Cash, Money Bonus, Money WithdrawalPending, long BlockSequence);

/// <summary>A deposit's life: <c>opening → open → credited | cancelled | lapsed</c>, its page being known from <c>open</c> on; a payment that comes later or differs is <c>unmatched → refunded</c>.</summary>
public sealed record DepositView(CommandId Intent, AssetId Asset, Money Amount, string State, string PaymentUrl, long LapsesUnixMs);

/// <summary>A settled round for the player's history, newest first. Money in ledger units.</summary>
public sealed record RoundView(
    CommandId Round, long BlockSequence, int EntryIndex, long UnixMs, GameId Game, Hash256 RulesHash, ChainId Chain, long Nonce,
    byte[] Choice, byte[] Outcome, AssetId Asset, Money Stake, Money Payout, Money CashAfter, Status Status)
{
    /// <summary>What of the stake was bonus; the rest was cash.</summary>
    public Money StakeBonus { get; init; }

    /// <summary>What of the payout went to bonus; the rest went to cash.</summary>
    public Money PayoutBonus { get; init; }

    /// <summary>In what order the stake was taken from the player's accounts; null where that was not kept.</summary>
    public SourceOrder? Sources { get; init; }

    /// <summary>What of the bonus could be spent after the round; null where that was not kept.</summary>
    public Money? BonusAfter { get; init; }

    public IReadOnlyList<Contribution> Contributions { get; init; } = [];
}

/// <summary>A movement of the player's money for the statement, newest first.</summary>
public sealed record MovementView(
    CommandId Command, long BlockSequence, int EntryIndex, long UnixMs, string Reason, AssetId Asset, Money Amount, Money CashAfter);

/// <summary>Money in and out, and what the player sees of it, from a projection that is built from committed blocks.</summary>
public interface IWallet
{
    /// <summary>Answers once the projection has reached <paramref name="atLeastSequence"/> (0: what it has now).</summary>
    Task<WalletBalance> BalanceAsync(PlayerId player, AssetId asset, long atLeastSequence, CancellationToken cancellation);

    /// <summary>Reserves the limit, then asks the provider for a payment page. While either gives no answer the deposit is accepted as opening, and seen through.</summary>
    Task<(Status Status, DepositView? Deposit)> OpenDepositAsync(CommandId id, PlayerId player, AssetId asset, Money amount, CancellationToken cancellation);

    Task<DepositView?> FindDepositAsync(PlayerId player, CommandId intent, CancellationToken cancellation);

    /// <summary>
    /// A provider's signed callback, byte for byte as it came. Accepted only after the block has committed; the same callback again is accepted
    /// and credits nothing.
    /// </summary>
    Task<Status> DepositCallbackAsync(string provider, IReadOnlyDictionary<string, string> headers, ReadOnlyMemory<byte> rawBody, CancellationToken cancellation);

    /// <summary>
    /// Requests a withdrawal: committed as pending before this returns, which a ledger that is away delays; the provider is paid after. <paramref name="attestation"/> is the gateway's word that the player
    /// asked for it (<see cref="Attestor.AttestWithdrawal"/>).
    /// </summary>
    Task<(Status Status, StoredResult? Stored)> WithdrawAsync(
        CommandId id, PlayerId player, AssetId asset, Money amount, Attestation? attestation, CancellationToken cancellation);

    /// <summary>Rounds before the cursor (exclusive; null: from the newest), at most <paramref name="limit"/> (1–500).</summary>
    Task<IReadOnlyList<RoundView>> RoundsAsync(PlayerId player, (long BlockSequence, int EntryIndex)? before, int limit, CancellationToken cancellation);

    /// <summary>Every round of one chain by nonce, for the player's own verification, once the projection has reached <paramref name="atLeastSequence"/> (0: what it has now).</summary>
    Task<IReadOnlyList<RoundView>> RoundsOfChainAsync(PlayerId player, ChainId chain, long atLeastSequence, CancellationToken cancellation);

    Task<IReadOnlyList<MovementView>> MovementsAsync(PlayerId player, (long BlockSequence, int EntryIndex)? before, int limit, CancellationToken cancellation);
}
