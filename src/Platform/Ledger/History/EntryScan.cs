using Croupier.Kernel.Blocks;
using Croupier.Kernel.Bytes;
using Croupier.Kernel.Commands;

namespace Croupier.Platform.Ledger.History;

/// <summary>A payment provider's reference, and the place of the entry that carries it.</summary>
internal readonly record struct ReferencePlace(long Block, int Entry, int At, string Reference);

/// <summary>Walks a block's bytes: where each entry begins, and the references that accepted entries carry. Only what may carry one is decoded.</summary>
internal static class EntryScan
{
    private const int CallerBytes = 1 + 4;

    public static void Run(BlockHeader header, ReadOnlySpan<byte> entries, List<int> offsets, List<ReferencePlace> references)
    {
        offsets.Clear();
        var reader = new ByteReader(entries);
        for (var i = 0; i < header.EntryCount; i++)
        {
            var at = entries.Length - reader.Remaining;
            offsets.Add(at);
            reader.Raw(CallerBytes);
            var command = reader.LongBytes();
            var result = CommandResult.Read(ref reader);
            if (result.IsAccepted && (CommandKind)command[0] is CommandKind.ConfirmDeposit or CommandKind.SettleWithdrawal
                && ReferenceOf(CommandCodec.Read(command)) is { Length: > 0 } reference)
            {
                references.Add(new ReferencePlace(header.Sequence, i, at, reference));
            }
        }

        reader.ExpectEnd();
    }

    private static string? ReferenceOf(Command command) => command switch
    {
        ConfirmDeposit confirm => confirm.Reference,
        SettleWithdrawal settle => settle.Reference,
        _ => null,
    };
}
