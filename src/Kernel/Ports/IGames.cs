using Croupier.Kernel.Commands;

namespace Croupier.Kernel.Ports;

/// <summary>What a player is told of a game before the first bet, made from the data that decides rounds. RTP is exact: numerator ÷ denominator.</summary>
public sealed record GameInfo(
    GameId Game,
    string Title,
    Hash256 RulesHash,
    string RulesText,
    string RtpNumerator,
    string RtpDenominator,
    AssetId Asset,
    Money MinStake,
    Money MaxStake,
    long MaxPayoutMultiple,
    string ParametersJson);

/// <summary>Rules by which rounds are, or once were, decided: the bytes under their hash, and the same data as JSON for programs.</summary>
public sealed record GameRules(GameId Game, Hash256 RulesHash, ReadOnlyMemory<byte> CanonicalRules, string ParametersJson);

/// <summary>
/// A bet as the gateway passes it on. <see cref="Choice"/> is the game's own layout (docs/fairness.md). <see cref="Attestation"/> is the gateway's word that the player
/// asked for it (<see cref="Attestor.Attest"/>): without it the ledger takes no stake.
/// </summary>
public sealed record PlayRequest(
    CommandId Id,
    PlayerId Player,
    SessionId Session,
    GameId Game,
    Hash256 RulesHash,
    ChainId Chain,
    long Nonce,
    ReadOnlyMemory<byte> Choice,
    AssetId Asset,
    Money Stake,
    Attestation? Attestation = null);

/// <summary>
/// What a round with choices was opened with, and the choices so far, as the player's device has them. Nothing of it is trusted: what is derived from something else than what
/// the partition has is refused there.
/// </summary>
/// <param name="Id">The id of the bet.</param>
/// <param name="Earlier">The choices so far (<see cref="RoundChoices"/>).</param>
public sealed record OpenedRound(
    CommandId Id,
    GameId Game,
    Hash256 RulesHash,
    ChainId Chain,
    long Nonce,
    ReadOnlyMemory<byte> Choice,
    AssetId Asset,
    Money Stake,
    ReadOnlyMemory<byte> Earlier);

/// <summary>
/// A choice in an open round. <paramref name="Step"/> counts from 1; <paramref name="Added"/> is what the player agrees to stake more, and must be what the game asks for the choice.
/// </summary>
public sealed record StepRequest(
    CommandId Id, PlayerId Player, OpenedRound Round, ushort Step, ReadOnlyMemory<byte> Choice, Money Added, Attestation? Attestation = null);

/// <summary><see cref="Stored"/> is null when the request was refused before the log. What is shown comes from it alone.</summary>
public sealed record PlayReply(Status Status, StoredResult? Stored);

/// <summary>Stateless: request → outcome → one command → log → stored result → reply.</summary>
public interface IGames
{
    IReadOnlyList<GameInfo> Lobby { get; }

    /// <summary>All rules that are known, those that the lobby does not offer any more among them.</summary>
    IReadOnlyList<GameRules> Rules { get; }

    /// <summary>Throws <see cref="LedgerUnavailableException"/> as <see cref="ILedger.SubmitAsync"/> does.</summary>
    Task<PlayReply> PlayAsync(PlayRequest request, CancellationToken cancellation);
}
