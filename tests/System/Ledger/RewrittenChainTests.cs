using System.Security.Cryptography;
using Croupier.Book;
using Croupier.Kernel.Blocks;
using Croupier.Kernel.Bytes;
using Croupier.Kernel.Commands;
using Croupier.Platform.Ledger;
using static Croupier.Tests.System.Ledger.LedgerTraffic;

namespace Croupier.Tests.System.Ledger;

/// <summary>
/// The most that the database's superuser can do: one amount of the past is changed, and every result, transfer, balance, digest, hash and head that follows from it is
/// computed anew with the ledger's own code. Nothing inside the database tells; the heads that were published outside it do.
/// </summary>
public sealed class RewrittenChainTests : IDisposable
{
    private readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly string heads = Directory.CreateTempSubdirectory("croupier-heads-").FullName;

    [PostgresFact]
    public async Task A_chain_rewritten_with_all_its_hashes_is_found_by_the_published_heads_and_by_nothing_else()
    {
        await using var harness = await LedgerHarness.StartAsync();
        var options = LedgerHarness.Defaults with { HeadsFolder = heads, HeadKey = key, HeadInterval = TimeSpan.FromMilliseconds(20) };
        CommandId gift;
        await using (var ledger = await harness.StartLedgerAsync(options))
        {
            var traffic = new LedgerTraffic(harness.NewClient(ledger, Role.Operator));
            var player = await traffic.OpenPlayerAsync();
            gift = (await traffic.SubmitAsync(Gift(player, 1_000))).Id;
            for (var i = 0; i < 5; i++)
            {
                Expect(Status.Accepted, await traffic.SubmitAsync(Take(player, 10)));
            }
        }

        await RewriteAsync(harness, gift, Cents(9_000));

        var (withoutHeads, saidWithout) = await harness.VerifyAsync();
        Assert.True(withoutHeads == ExitCode.Ok, saidWithout);
        var (withHeads, saidWith) = await harness.VerifyAsync(heads, key);
        Assert.Equal(ExitCode.CheckFailed, withHeads);
        Assert.Contains("published head says", saidWith, StringComparison.Ordinal);
        var stopped = await Assert.ThrowsAsync<RoleStoppedException>(() => harness.StartLedgerAsync(options));
        Assert.Equal(ExitCode.HeadMismatch, stopped.Code);
    }

    public void Dispose()
    {
        key.Dispose();
        Directory.Delete(heads, recursive: true);
    }

    private static async Task RewriteAsync(LedgerHarness harness, CommandId which, Money amount)
    {
        var replay = new BlockReplay(0, ReplayedIds.ProvenByCaller);
        var previous = Hash256.Zero;
        foreach (var stored in await new BlockTable(0, harness.Database.DataSource, null).ReadAsync(0, long.MaxValue, int.MaxValue, CancellationToken.None))
        {
            var block = replay.Replay(stored.Header, stored.Hash, Altered(stored, which, amount), []);
            var header = block.Header with { PreviousHash = previous, Position = stored.Header.Position, Epoch = stored.Header.Epoch };
            previous = header.ComputeHash();
            var bytes = new ByteWriter();
            header.Write(bytes);
            await harness.Database.ExecuteAsync(
                "update ledger.block set header = $2, hash = $3, entries = $4 where sequence = $1", header.Sequence, bytes.ToArray(), previous.ToArray(), block.Entries.ToArray());
            foreach (var transfer in block.Transfers)
            {
                await harness.Database.ExecuteAsync("update ledger.transfer set amount = $2 where number = $1", transfer.Number, transfer.Amount);
            }
        }

        // History would tell, so it goes: an operator may drop it at any time, and it is built anew from the forged chain.
        await harness.Database.ExecuteAsync("drop schema history cascade; delete from ledger.follower where name = 'history'");
        foreach (var account in replay.Accounts())
        {
            await harness.Database.ExecuteAsync(
                "update ledger.account set debits_posted = $2, credits_posted = $3 where number = $1", account.Number, account.DebitsPosted, account.CreditsPosted);
        }

        foreach (var item in replay.Items())
        {
            await harness.Database.ExecuteAsync("update ledger.item set value = $2 where number = $1", item.Number, item.Value);
        }

        await harness.Database.ExecuteAsync("update ledger.partition set head_hash = $1", previous.ToArray());
    }

    private static byte[] Altered(StoredBlock block, CommandId which, Money amount)
    {
        var bytes = new ByteWriter();
        foreach (var entry in block.Decoded.Entries)
        {
            var altered = entry.Command is Transfer transfer && transfer.Id == which
                ? entry with { Command = transfer with { Legs = [transfer.Legs[0] with { Amount = amount }] } }
                : entry;
            altered.Write(bytes);
        }

        return bytes.ToArray();
    }
}
