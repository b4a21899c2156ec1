using System.Security.Cryptography;
using Croupier.Book;
using Croupier.Kernel.Blocks;
using Croupier.Kernel.Bytes;
using Croupier.Platform.Ledger;
using Npgsql;

namespace Croupier.Tests.System.Ledger;

/// <summary>What the database's superuser can do who knows the ledger's code: entries of the past changed, and all that follows from them computed anew.</summary>
internal static class Forgery
{
    public static async Task RewriteAsync(NpgsqlDataSource source, Func<BlockEntry, BlockEntry> alter)
    {
        var replay = new BlockReplay(0, ReplayedIds.ProvenByCaller);
        var previous = Hash256.Zero;
        foreach (var stored in await new BlockTable(0, source, null).ReadAsync(0, long.MaxValue, int.MaxValue, CancellationToken.None))
        {
            var entries = new ByteWriter();
            foreach (var entry in stored.Decoded.Entries)
            {
                alter(entry).Write(entries);
            }

            var block = replay.Replay(stored.Header, stored.Hash, entries.ToArray(), []);
            var header = block.Header with { PreviousHash = previous, Position = stored.Header.Position, Epoch = stored.Header.Epoch };
            previous = header.ComputeHash();
            var bytes = new ByteWriter();
            header.Write(bytes);
            await ExecuteAsync(
                source, "update ledger.block set header = $2, hash = $3, entries = $4 where sequence = $1", header.Sequence, bytes.ToArray(), previous.ToArray(), block.Entries.ToArray());
            foreach (var transfer in block.Transfers)
            {
                await ExecuteAsync(source, "update ledger.transfer set amount = $2 where number = $1", transfer.Number, transfer.Amount);
            }
        }

        foreach (var account in replay.Accounts())
        {
            await ExecuteAsync(
                source, "update ledger.account set debits_posted = $2, credits_posted = $3 where number = $1", account.Number, account.DebitsPosted, account.CreditsPosted);
        }

        foreach (var item in replay.Items())
        {
            await ExecuteAsync(source, "update ledger.item set value = $2 where number = $1", item.Number, item.Value);
        }

        await ExecuteAsync(source, "update ledger.partition set head_hash = $1", previous.ToArray());

        // History would tell, so it goes: an operator may drop it at any time, and it is built anew from the forged chain.
        await ExecuteAsync(source, "drop schema history cascade; delete from ledger.follower where name = 'history'");
    }

    /// <summary>The heads at the same places, with the hashes that are there now.</summary>
    public static async Task SignAnewAsync(NpgsqlDataSource source, string folder, ECDsa key)
    {
        var hashes = (await new BlockTable(0, source, null).ReadAsync(0, long.MaxValue, int.MaxValue, CancellationToken.None)).ToDictionary(block => block.Header.Sequence, block => block.Hash);
        var file = new HeadFile(folder, 0);
        var heads = file.Read().Select(head => head!).ToList();
        File.Delete(file.Name);
        foreach (var head in heads)
        {
            var altered = head with { Hash = hashes[head.Sequence].ToString() };
            var signature = key.SignData(altered.SignedBytes(), HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
            file.Append(altered with { Signature = Convert.ToBase64String(signature) });
        }
    }

    private static async Task ExecuteAsync(NpgsqlDataSource source, string text, params object[] values)
    {
        await using var command = source.CreateCommand(text);
        foreach (var value in values)
        {
            command.Parameters.AddWithValue(value);
        }

        await command.ExecuteNonQueryAsync();
    }
}
