using Croupier.Kernel.Commands;

namespace Croupier.Tests.Unit.Kernel;

public sealed class SetAsideTests
{
    private static readonly RequestWithdrawal Given = CommandSamples.All.OfType<RequestWithdrawal>().Single();
    private static readonly byte[] Bytes = CommandCodec.ToArray(Given);

    [Fact]
    public void What_is_set_aside_has_an_id_of_its_own_in_the_operators_scope_and_keeps_what_was_given()
    {
        var aside = SetAside.Of(7, Status.NotAttested, Bytes);

        Assert.True(aside.IsWellFormed);
        Assert.Equal(PlayerId.Operator(7), aside.Player);
        Assert.NotEqual(Given.Id, aside.Id);
        Assert.Equal(Uuid.UnixMs(Given.Id.Value), Uuid.UnixMs(aside.Id.Value));
        Assert.True(Uuid.IsV7(aside.Id.Value));
        Assert.Equal(Given, aside.Given);
    }

    [Fact]
    public void The_same_bytes_for_the_same_reason_are_the_same_command_and_nothing_else_is()
    {
        var aside = SetAside.Of(7, Status.NotAttested, Bytes);

        Assert.Equal(aside.RequestHash(), SetAside.Of(7, Status.NotAttested, Bytes).RequestHash());
        Assert.NotEqual(aside.Id, SetAside.Of(7, Status.NotPermitted, Bytes).Id);
        Assert.NotEqual(aside.Id, SetAside.Of(8, Status.NotAttested, Bytes).Id);
        Assert.NotEqual(aside.Id, SetAside.Of(7, Status.NotAttested, [.. Bytes, 0]).Id);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(32)]
    [InlineData(33)]
    [InlineData(CommandCodec.MaxBytes)]
    [InlineData(CommandCodec.MaxBytes + 1)]
    [InlineData(100_000)]
    public void Bytes_of_any_length_can_be_set_aside_and_read_again(int length)
    {
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        var aside = SetAside.Of(3, Status.MalformedCommand, bytes);

        var read = Assert.IsType<SetAside>(CommandCodec.Read(CommandCodec.ToArray(aside)));

        Assert.True(read.IsWellFormed);
        Assert.Equal((length, Hash256.Of(bytes)), (read.Size, read.Hash));
        Assert.Equal(bytes[..Math.Min(length, CommandCodec.MaxBytes)], read.Kept.ToArray());
    }

    [Fact]
    public void Nobody_can_write_a_reason_of_their_own_into_a_chain()
    {
        var aside = SetAside.Of(7, Status.NotAttested, Bytes);
        SetAside[] wrong =
        [
            aside with { Reason = Status.Accepted },
            aside with { Reason = Status.NotPermitted },
            aside with { Reason = Status.InsufficientFunds },
            aside with { Id = Given.Id },
            aside with { Player = Given.Player },
            aside with { Size = aside.Size + 1 },
            aside with { Hash = default },
            aside with { Kept = new byte[Bytes.Length] },
            SetAside.Of(7, Status.Accepted, Bytes),
        ];

        Assert.All(wrong, one => Assert.False(one.IsWellFormed));
    }
}
