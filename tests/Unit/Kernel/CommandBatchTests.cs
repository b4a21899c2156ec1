using System.Security.Cryptography;
using Croupier.Kernel.Bytes;
using Croupier.Kernel.Commands;

namespace Croupier.Tests.Unit.Kernel;

public sealed class CommandBatchTests
{
    private static readonly Caller Games = new(Role.Games, 3);
    private static readonly byte[] Key = TestKeyRing.KeyOf(Games);
    private static readonly TestKeyRing Keys = new();
    private static readonly Attestation Word = new(2, 1, Hash256.Of("word"u8));

    [Fact]
    public void A_batch_is_read_as_it_was_sealed_each_command_with_its_attestation()
    {
        var sealedCommands = CommandSamples.All.Select((command, i) => new AttestedCommand(command, i % 2 == 0 ? Word : null)).ToList();
        var bytes = CommandBatch.Seal(7, Games, 1, Key, sealedCommands);

        var batch = CommandBatch.Open(7, bytes, Keys);

        Assert.Equal((BatchFault.None, Games, (ushort)1, 7), (batch.Fault, batch.Caller, batch.KeyVersion, batch.Partition));
        Assert.Equal(sealedCommands.Select(one => one.Attestation), batch.Commands.Select(one => one.Attestation));
        Assert.Equal(CommandSamples.All.Select(CommandCodec.ToArray), batch.Commands.Select(one => bytes.AsSpan(one.At, one.Size).ToArray()));
        Assert.Equal(CommandSamples.All.Select(c => c.Kind), batch.Commands.Select(one => one.Command.Kind));
    }

    [Fact]
    public void A_batch_is_read_only_with_its_producers_key_on_its_partition()
    {
        var bytes = CommandBatch.Seal(7, Games, 1, Key, CommandSamples.All);

        Assert.Equal(BatchFault.WrongPartition, CommandBatch.Open(8, bytes, Keys).Fault);
        for (var i = 0; i < bytes.Length; i += 7)
        {
            bytes[i] ^= 1;
            var changed = CommandBatch.Open(7, bytes, Keys);
            Assert.False(changed.IsProven, $"byte {i}");
            Assert.Empty(changed.Commands);
            bytes[i] ^= 1;
        }
    }

    /// <summary>The bytes that version 0.1.0 wrote: a log may still hold them after an upgrade.</summary>
    [Fact]
    public void The_batch_of_version_1_is_frozen_and_read()
    {
        var command = new MovePartition(new CommandId(Guid.Parse("01a3185c-5000-7b3f-bc38-98b7dd200bc1")), PlayerId.Operator(7), "east-2");
        var body = Convert.FromHexString(
            "01" + "00000007" + "02" + "00000003" + "0001" + "0001" + "00000028" + "5001a3185c50007b3fbc3898b7dd200bc10000000000007007800000000000000006656173742d32");
        var batch = CommandBatch.Open(7, Sealed(body), Keys);

        Assert.Equal((BatchFault.None, Games), (batch.Fault, batch.Caller));
        var one = Assert.Single(batch.Commands);
        Assert.Equal((command, (Attestation?)null), ((MovePartition)one.Command, one.Attestation));
    }

    [Fact]
    public void The_batch_of_version_2_is_frozen()
    {
        var command = new MovePartition(new CommandId(Guid.Parse("01a3185c-5000-7b3f-bc38-98b7dd200bc1")), PlayerId.Operator(7), "east-2");
        var body = Convert.FromHexString(
            "02" + "00000007" + "02" + "00000003" + "0001" + "0002"
            + "00000028" + "5001a3185c50007b3fbc3898b7dd200bc10000000000007007800000000000000006656173742d32" + "00"
            + "00000028" + "5001a3185c50007b3fbc3898b7dd200bc10000000000007007800000000000000006656173742d32" + "01" + "00000002" + "0001" + Word.Tag);

        Assert.Equal(Sealed(body), CommandBatch.Seal(7, Games, 1, Key, [new AttestedCommand(command, null), new AttestedCommand(command, Word)]));
    }

    [Fact]
    public void A_batch_that_cant_be_read_says_why_and_whose_it_is_where_that_is_proven()
    {
        var good = CommandBatch.Seal(7, Games, 1, Key, [CommandSamples.All[0]]);
        var body = good[..^CommandBatch.TagBytes];
        Assert.Equal(BatchFault.TooShort, CommandBatch.Open(7, [], Keys).Fault);
        Assert.Equal(BatchFault.TooShort, CommandBatch.Open(7, good.AsSpan(0, 43), Keys).Fault);
        Expect(BatchFault.NoSuchKey, false, CommandBatch.Seal(7, Games, 2, Key, [CommandSamples.All[0]]));
        Expect(BatchFault.WrongTag, false, CommandBatch.Seal(7, Games, 1, new byte[32], [CommandSamples.All[0]]));
        Expect(BatchFault.UnknownVersion, true, Sealed([9, .. body[1..]]));
        Expect(BatchFault.Malformed, true, Sealed([.. body, 0]));
        Expect(BatchFault.Malformed, true, Sealed(body[..^1]));

        static void Expect(BatchFault fault, bool proven, byte[] bytes)
        {
            var batch = CommandBatch.Open(7, bytes, Keys);
            Assert.Equal((fault, proven, Games), (batch.Fault, batch.IsProven, batch.Caller));
            Assert.Empty(batch.Commands);
        }
    }

    [Fact]
    public void Random_bytes_under_a_good_tag_never_throw()
    {
        const int seed = 21;
        var random = new Random(seed);
        for (var i = 0; i < 5_000; i++)
        {
            var body = new byte[random.Next(12, 200)];
            random.NextBytes(body);
            Convert.FromHexString("0200000007020000000300010001").AsSpan(0, Math.Min(14, body.Length)).CopyTo(body);
            var batch = CommandBatch.Open(7, Sealed(body), Keys);
            Assert.True(batch.IsProven, $"seed {seed}, case {i}");
        }
    }

    private static byte[] Sealed(byte[] body) => [.. body, .. HMACSHA256.HashData(Key, body)];
}
