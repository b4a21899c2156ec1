using System.Buffers.Binary;
using System.Security.Cryptography;
using Croupier.Kernel;
using Croupier.Kernel.Commands;
using Croupier.Kernel.Ports;
using Croupier.Rules;

namespace Croupier.Host.Dev;

/// <summary>
/// Puts every game of the catalogue into a partition's registry at each start. The command's id derives from what it says, so that a second start
/// has no effect, and does not enable again what the operator has disabled since. Patient: the ledger may still be starting.
/// </summary>
internal static class GameRegistration
{
    // The time in the derived ids: before any release. Ids this old are looked up in the id index.
    private static readonly long IdUnixMs = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();

    public static async Task RegisterAllAsync(ILedger asOperator, int partition, CancellationToken cancellation)
    {
        foreach (var game in GameCatalog.All)
        {
            var command = Describe(game, Assets.Euro, partition);
            var stored = await asOperator.SubmitAsync(command, new SubmitOptions(Urgency.Patient), cancellation);
            if (stored.Status != Status.Accepted)
            {
                throw new InvalidOperationException($"the registry refused the game {game.Id}: {stored.Status}");
            }
        }
    }

    private static RegisterGame Describe(IGame game, Asset asset, int partition)
    {
        var unnamed = new RegisterGame(
            new CommandId(Guid.Empty), PlayerId.Operator(partition), game.Id, game.RulesHash, Enabled: true, asset.Id, game.MinStake(asset), game.MaxStake(asset), game.MaxPayoutMultiple);
        return unnamed with { Id = DeriveId(CommandCodec.ToArray(unnamed)) };
    }

    private static CommandId DeriveId(byte[] content)
    {
        Span<byte> id = stackalloc byte[32];
        SHA256.HashData(content, id);
        BinaryPrimitives.WriteUInt16BigEndian(id, (ushort)(IdUnixMs >> 32));
        BinaryPrimitives.WriteUInt32BigEndian(id[2..], unchecked((uint)IdUnixMs));
        id[6] = (byte)((id[6] & 0x0F) | 0x70);
        id[8] = (byte)((id[8] & 0x3F) | 0x80);
        return new CommandId(new Guid(id[..16], bigEndian: true));
    }
}
