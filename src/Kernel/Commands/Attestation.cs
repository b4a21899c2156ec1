using System.Security.Cryptography;
using Croupier.Kernel.Bytes;

namespace Croupier.Kernel.Commands;

/// <summary>
/// A gateway's word that a player asked for exactly this: HMAC-SHA-256 (FIPS 198-1) under the gateway's own producer key over the ASCII bytes
/// <c>croupier-attest/1</c>, the gateway's instance (4) and key version (2), then what was asked: kind (1), id (16), player (16) and, of a round, session (16), rules
/// hash (32) and the fields of its request hash (game, asset, stake, choice, chain, nonce); of a step the fields of its request hash (round, game, step, choice, what it adds); of a withdrawal, asset and amount. What a producer adds (an outcome, a payout,
/// a provider) is not in it. It stands beside its command on the log and the ledger's intake checks it; it is of no use for anything else, and for this once (I4).
/// </summary>
public readonly record struct Attestation(uint Gateway, ushort KeyVersion, Hash256 Tag)
{
    /// <summary>Instance (4), key version (2), tag (32).</summary>
    public const int Bytes = 38;

    /// <summary>What takes a player's money on the player's word, and so is nothing without it.</summary>
    public static bool IsNeededFor(CommandKind kind) => kind is CommandKind.PlayRound or CommandKind.OpenRound or CommandKind.StepRound or CommandKind.RequestWithdrawal;

    public void Write(ByteWriter writer)
    {
        writer.U32(Gateway);
        writer.U16(KeyVersion);
        writer.Hash(Tag);
    }

    public static Attestation Read(ref ByteReader reader) => new(reader.U32(), reader.U16(), reader.Hash());

    /// <summary>Whether this is the word of the gateway that has the key, for what this command takes. False for a kind that is not attested.</summary>
    public bool Covers(Command command, ReadOnlySpan<byte> key)
    {
        // A gateway knows no games, so it can't say whether a bet is a whole round.
        var kind = command.Kind == CommandKind.OpenRound ? CommandKind.PlayRound : command.Kind;
        var writer = Begin(Gateway, KeyVersion, kind, command.Id, command.Player);
        switch (command)
        {
            case PlayRound round:
                writer.Id(round.Session.Value);
                writer.Hash(round.RulesHash);
                round.WriteRequest(writer);
                break;
            case OpenRound round:
                writer.Id(round.Bet.Session.Value);
                writer.Hash(round.Bet.RulesHash);
                round.WriteRequest(writer);
                break;
            case StepRound step:
                step.WriteRequest(writer);
                break;
            case RequestWithdrawal withdrawal:
                WriteAmount(writer, withdrawal.Asset, withdrawal.Amount);
                break;
            default:
                return false;
        }

        Span<byte> right = stackalloc byte[Hash256.Size];
        Span<byte> mine = stackalloc byte[Hash256.Size];
        HMACSHA256.HashData(key, writer.Written, right);
        Tag.CopyTo(mine);
        return CryptographicOperations.FixedTimeEquals(right, mine);
    }

    internal static ByteWriter Begin(uint gateway, ushort keyVersion, CommandKind kind, CommandId id, PlayerId player)
    {
        var writer = CommandCodec.RentWriter();
        writer.Raw("croupier-attest/1"u8);
        writer.U32(gateway);
        writer.U16(keyVersion);
        writer.U8((byte)kind);
        writer.Id(id.Value);
        writer.Id(player.Value);
        return writer;
    }

    internal static void WriteAmount(ByteWriter writer, AssetId asset, Money amount)
    {
        writer.U16(asset.Code);
        writer.Amount(amount);
    }
}
