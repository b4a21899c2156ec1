using Croupier.Book.Decisions;
using Croupier.Kernel;
using Croupier.Kernel.Commands;
using Croupier.Kernel.Ports;
using Npgsql;

namespace Croupier.Platform.Ledger.Poison;

/// <summary>What an operator's word on a message came to, in words for that operator.</summary>
public sealed record PoisonAnswer(bool IsDone, string Words);

/// <summary>
/// The operator's hand on what was set aside: look, replay, discard. A replay appends the message anew, as its producer's: a batch as it was, a command under its
/// producer's key and with its attestation, so it is judged as what it is and not as the operator's. It is marked after it is on the log. A crash between the two leaves
/// it waiting, and replaying it again is harmless, because its ids take effect once (I4). Two operators at once: the row's lock lets one at a time.
/// </summary>
public static class LedgerPoison
{
    public const int MaxWords = 200;

    /// <summary>In the order of the logs; without <paramref name="all"/> only what waits.</summary>
    public static async Task<IReadOnlyList<PoisonMessage>> ListAsync(NpgsqlDataSource source, bool all, CancellationToken cancellation)
    {
        await using var connection = await source.OpenConnectionAsync(cancellation);
        return await PoisonRows.ListAsync(connection, all, cancellation);
    }

    public static async Task<PoisonMessage?> FindAsync(NpgsqlDataSource source, PoisonPlace place, CancellationToken cancellation)
    {
        await using var connection = await source.OpenConnectionAsync(cancellation);
        return await PoisonRows.FindAsync(connection, place, forUpdate: false, cancellation);
    }

    /// <summary>Appends it anew where it can be read now: after an upgrade that knows its version or kind, or with a key that was missing.</summary>
    public static Task<PoisonAnswer> ReplayAsync(
        NpgsqlDataSource source, PoisonPlace place, ICommandLog log, IProducerKeys keys, string by, CancellationToken cancellation) => EndAsync(
        source,
        place,
        PoisonState.Replayed,
        by,
        null,
        async message =>
        {
            if (Seal(message, keys, out var partition, out var batch) is { } why)
            {
                return why;
            }

            await log.AppendAsync(partition, batch, cancellation);
            return null;
        },
        cancellation);

    /// <summary>Leaves it for good. What it was, who said so and why stays in the list; a command stays in the chain too.</summary>
    public static Task<PoisonAnswer> DiscardAsync(NpgsqlDataSource source, PoisonPlace place, string by, string why, CancellationToken cancellation) => EndAsync(
        source,
        place,
        PoisonState.Discarded,
        by,
        why,
        message => Task.FromResult(message.MayConfirmDeposit ? "it may confirm a deposit: that player has paid, so it can be replayed, and not discarded" : null),
        cancellation);

    private static async Task<PoisonAnswer> EndAsync(
        NpgsqlDataSource source, PoisonPlace place, PoisonState state, string by, string? why, Func<PoisonMessage, Task<string?>> judge, CancellationToken cancellation)
    {
        if (by.Length is 0 or > MaxWords || why?.Length is 0 or > MaxWords)
        {
            return new PoisonAnswer(false, $"say who you are, and why where you discard, in 1 to {MaxWords} characters");
        }

        await using var connection = await source.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        if (await PoisonRows.FindAsync(connection, place, forUpdate: true, cancellation) is not { } message)
        {
            return new PoisonAnswer(false, $"nothing was set aside at {place}");
        }

        if (message.State != PoisonState.Waiting)
        {
            return new PoisonAnswer(message.State == state, $"{place} was {message.State.ToString().ToLowerInvariant()} by {message.EndedBy} before");
        }

        if (await judge(message) is { } refusal)
        {
            return new PoisonAnswer(false, $"{place} waits on: {refusal}");
        }

        await PoisonRows.EndAsync(connection, place, state, by, why, cancellation);
        await transaction.CommitAsync(cancellation);
        return new PoisonAnswer(true, $"{place} is {state.ToString().ToLowerInvariant()}");
    }

    // Null when it can be appended; otherwise why it can't.
    private static string? Seal(PoisonMessage message, IProducerKeys keys, out int partition, out byte[] batch)
    {
        (partition, batch) = (message.Place.Partition, message.Bytes);
        if (!message.IsWhole)
        {
            return "only its beginning was kept";
        }

        if (message.Place.IsBatch)
        {
            // A proven one that stands on another partition's log goes to its own.
            var opened = CommandBatch.Open(partition, batch, keys);
            if (opened.Fault == BatchFault.WrongPartition)
            {
                partition = opened.Partition;
                opened = CommandBatch.Open(partition, batch, keys);
            }

            return opened.Fault == BatchFault.None ? null : $"it can't be read by this version and these keys either: {opened.Fault}";
        }

        var command = CommandCodec.Read(batch);
        if (message.Reason == nameof(Status.NotAttested))
        {
            return "no gateway says that a player asked for it, and nobody can say so in its place";
        }

        if (command is Unreadable or SetAside || batch.Length > CommandCodec.MaxBytes)
        {
            return "it can't be read by this version either";
        }

        if (!Permissions.Allows(message.Producer.Role, command.Kind))
        {
            return $"{command.Kind} is not for {message.Producer.Role} to give";
        }

        if (keys.Find(message.Producer, message.KeyVersion) is not { } key)
        {
            return $"there is no key of version {message.KeyVersion} of its producer {message.Producer}";
        }

        batch = CommandBatch.Seal(partition, message.Producer, message.KeyVersion, key, [new AttestedCommand(command, message.Attestation)]);
        return null;
    }
}
