using Croupier.Book.Decisions;
using Croupier.Kernel;
using Croupier.Kernel.Commands;
using Croupier.Kernel.Ports;

namespace Croupier.Platform.Ledger.Poison;

/// <summary>
/// What of a batch goes to the writer. A command that can't be read, is too long, is not its producer's to give, or takes a player's money without a gateway's word for
/// it, is set aside: in its place the writer gets a <see cref="SetAside"/>, which is refused with the reason and leaves the command's id free. A pure function of the
/// bytes and the keys, so that a batch read once more is met the same. Used by one thread at a time.
/// </summary>
internal sealed class BatchAdmission(int partition, bool requireAttestation, IProducerKeys keys)
{
    private (uint Gateway, ushort Version, byte[]? Key) last;

    /// <summary>The batch's commands after a position; what was not let through is added to <paramref name="poison"/>.</summary>
    public List<LoggedCommand> Read(in LogRecord record, LogPosition after, List<PoisonFind> poison)
    {
        last = default;
        var bytes = record.Batch.Span;
        var batch = CommandBatch.Open(partition, bytes, keys);
        if (batch.Fault != BatchFault.None)
        {
            var place = new LogPosition(record.Incarnation, record.Offset, PoisonFind.WholeBatch);
            poison.Add(new PoisonFind(place, batch.Fault.ToString(), batch.Caller, batch.KeyVersion, batch.IsProven, record.Batch, null));
            return [];
        }

        var logged = new List<LoggedCommand>(batch.Commands.Count);
        for (var i = 0; i < batch.Commands.Count; i++)
        {
            var position = new LogPosition(record.Incarnation, record.Offset, i);
            if (position <= after)
            {
                continue;
            }

            var opened = batch.Commands[i];
            var reason = Judge(batch.Caller, opened, bytes.Slice(opened.At, opened.Size));
            if (reason == Status.Accepted)
            {
                logged.Add(new LoggedCommand(position, batch.Caller, opened.Command));
                continue;
            }

            var given = record.Batch.Slice(opened.At, opened.Size);
            poison.Add(new PoisonFind(position, reason.ToString(), batch.Caller, batch.KeyVersion, true, given, opened.Attestation));
            logged.Add(new LoggedCommand(position, batch.Caller, SetAside.Of(partition, reason, given.Span)));
        }

        return logged;
    }

    // In the order of the statuses' numbers, as everywhere. Accepted: the writer decides.
    private Status Judge(Caller caller, in OpenedCommand opened, ReadOnlySpan<byte> bytes)
    {
        var command = opened.Command;
        if (command is SetAside || (command is not Unreadable && !Permissions.Allows(caller.Role, command.Kind)))
        {
            return Status.NotPermitted;
        }

        if (command is Unreadable)
        {
            return bytes.Length > CommandCodec.MaxBytes ? Status.CommandTooLarge
                : bytes.Length > 0 && bytes[0] != 0 && !Enum.IsDefined((CommandKind)bytes[0]) ? Status.UnknownCommand
                : Status.MalformedCommand;
        }

        if (!Attestation.IsNeededFor(command.Kind))
        {
            return Status.Accepted;
        }

        return opened.Attestation is { } attestation
            ? KeyOf(attestation) is { } key && attestation.Covers(command, key) ? Status.Accepted : Status.NotAttested
            : requireAttestation ? Status.NotAttested : Status.Accepted;
    }

    // Most attestations of a batch are of a few gateways; the key is asked for anew in every batch, so that one that was withdrawn is of no use any more.
    private byte[]? KeyOf(in Attestation attestation)
    {
        if (last.Key is null || last.Gateway != attestation.Gateway || last.Version != attestation.KeyVersion)
        {
            last = (attestation.Gateway, attestation.KeyVersion, keys.Find(new Caller(Role.Gateway, attestation.Gateway), attestation.KeyVersion));
        }

        return last.Key;
    }
}
