using Croupier.Kernel.Blocks;
using Croupier.Kernel.Bytes;
using Croupier.Kernel.Commands;
using Croupier.Kernel.Ports;
using Croupier.Tests.Unit.Kernel;
using Croupier.Wire.Peers;

namespace Croupier.Tests.Unit.Wire.Peers;

/// <summary>Bytes between processes: frozen where two versions must agree, and refused where they are none.</summary>
public sealed class PeerBytesTests
{
    private static readonly Guid Id = Guid.Parse("01a3185c-5000-7b3f-bc38-98b7dd200bc1");

    private static readonly PlayRequest Bet = new(
        new CommandId(Id), new PlayerId(Id), new SessionId(Id), new GameId("dice"), Hash256.Of("rules"u8), new ChainId(Id), 41, new byte[] { 1, 0, 50 }, new AssetId(978), new Money(1_000_000));

    [Fact]
    public void A_bet_in_its_frame_is_frozen()
    {
        var writer = new ByteWriter();
        var begun = CallFrames.Begin(writer, 0x0102030405060708);
        PlayBytes.Write(writer, Bet);
        CallFrames.End(writer, begun);

        var id = Id.ToString("N");
        Assert.Equal(
            "00000084" + "0102030405060708" + id + id + id + "0464696365" + Hash256.Of("rules"u8) + id + "0000000000000029" + "03010032" + "03d2" + "00000000000f4240" + "00",
            Convert.ToHexStringLower(writer.Written));
        CallFrames.Read(writer.Written, (tag, body) =>
        {
            Assert.Equal(0x0102030405060708ul, tag);
            var read = PlayBytes.ReadRequest(ref body);
            Assert.Equal(Bet with { Choice = default }, read with { Choice = default });
            Assert.Equal(Bet.Choice.ToArray(), read.Choice.ToArray());
            body.ExpectEnd();
        });
    }

    [Fact]
    public void A_gateways_word_travels_with_its_bet()
    {
        var word = new Attestation(7, 2, Hash256.Of("word"u8));
        var writer = new ByteWriter();
        PlayBytes.Write(writer, Bet with { Attestation = word });

        Assert.EndsWith("00000000000f4240" + "01" + "00000007" + "0002" + Hash256.Of("word"u8), Convert.ToHexStringLower(writer.Written), StringComparison.Ordinal);
        var reader = new ByteReader(writer.Written);
        Assert.Equal(word, PlayBytes.ReadRequest(ref reader).Attestation);
        reader.ExpectEnd();
    }

    [Fact]
    public void What_a_newer_minor_version_adds_to_a_body_is_left_unread()
    {
        var writer = new ByteWriter();
        for (ulong tag = 0; tag < 2; tag++)
        {
            var begun = CallFrames.Begin(writer, tag);
            PlayBytes.Write(writer, Bet);
            writer.Raw("something new"u8);
            CallFrames.End(writer, begun);
        }

        var read = 0;
        CallFrames.Read(writer.Written, (_, body) => read += PlayBytes.ReadRequest(ref body).Id == Bet.Id ? 1 : 0);

        Assert.Equal(2, read);
    }

    [Theory]
    [InlineData("00000009" + "0102030405060708")]
    [InlineData("00000007" + "01020304050607")]
    [InlineData("ffffffff")]
    [InlineData("0000")]
    public void Bytes_that_are_no_frame_are_refused(string hex) =>
        Assert.Throws<MalformedBytesException>(() => CallFrames.Read(Convert.FromHexString(hex), (_, _) => { }));

    [Theory]
    [InlineData(Status.Accepted, true)]
    [InlineData(Status.NoSuchRulesHash, false)]
    public void A_reply_crosses_with_what_is_stored(Status status, bool isStored)
    {
        var command = CommandSamples.All.OfType<PlayRound>().Single();
        var stored = new StoredResult(command.Id, command.Player, 7, 3, command, new CommandResult(status) { CashAfter = new Money(5) });
        var writer = new ByteWriter();
        PlayBytes.Write(writer, new PlayReply(status, isStored ? stored : null));

        var reader = new ByteReader(writer.Written);
        var reply = PlayBytes.ReadReply(ref reader, out _, out _);

        Assert.Equal((status, isStored), (reply!.Status, reply.Stored is not null));
        Assert.Equal(isStored ? stored.Result : null, reply.Stored?.Result);
    }

    [Fact]
    public void No_reply_and_no_seeds_cross_too()
    {
        var writer = new ByteWriter();
        PlayBytes.WriteUnknown(writer, Status.Busy, TimeSpan.FromMilliseconds(1_250));
        var reader = new ByteReader(writer.Written);
        Assert.Null(PlayBytes.ReadReply(ref reader, out var status, out var retryAfter));
        Assert.Equal((Status.Busy, TimeSpan.FromMilliseconds(1_250)), (status, retryAfter));

        writer.Clear();
        SeedBytes.Write(writer, Status.ChainClosed, null);
        reader = new ByteReader(writer.Written);
        Assert.Equal((Status.ChainClosed, null), SeedBytes.ReadAnswer(ref reader));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(5_000)]
    public void A_block_crosses_in_pieces(int entries)
    {
        var command = CommandSamples.All.OfType<PlayRound>().Single();
        var all = Enumerable.Range(0, entries).Select(i => new BlockEntry(new Caller(Role.Games, 1), command with { Nonce = i }, new CommandResult(Status.Accepted))).ToList();
        var header = BlockHeader.Genesis(3) with { Sequence = 9, EntryCount = entries };
        var block = new Block(header, header.ComputeHash(), all);

        // Twice: from its entries, and from the bytes that came with it.
        for (var times = 0; times < 2; times++)
        {
            var assembly = new BlockAssembly();
            var pieces = BlockPieces.Of(block).ToList();
            var put = pieces.Select(assembly.Take).ToList();
            Assert.All(put.SkipLast(1), Assert.Null);
            Assert.Equal((header, block.Hash, entries), (put[^1]!.Header, put[^1]!.Hash, put[^1]!.Entries.Count));
            Assert.True(entries == 0 || ((PlayRound)put[^1]!.Entries[^1].Command).Nonce == entries - 1);
            Assert.Equal(entries > 3_000, pieces.Count > 1);
            block = put[^1]!;
        }
    }
}
