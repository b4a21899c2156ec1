using Croupier.Wire.Mapping;
using Google.Protobuf;

namespace Croupier.Tests.Unit.Wire;

public sealed class CommandIdsTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private sealed class StandingClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => Now;
    }

    [Theory]
    [InlineData(0)]
    [InlineData(60_000)]
    [InlineData(-31_536_000_000)]
    public void An_id_of_the_past_or_of_the_next_minute_is_taken(long fromNowMs) =>
        Assert.Equal(Status.Accepted, Read(Guid.CreateVersion7(Now.AddMilliseconds(fromNowMs)).ToBytes()));

    [Fact]
    public void An_id_from_beyond_the_next_minute_is_malformed() =>
        Assert.Equal(Status.IdMalformed, Read(Guid.CreateVersion7(Now.AddMilliseconds(60_001)).ToBytes()));

    [Fact]
    public void An_id_of_another_version_or_length_is_malformed()
    {
        Assert.Equal(Status.IdMalformed, Read(Guid.NewGuid().ToBytes()));
        Assert.Equal(Status.IdMalformed, Read(Guid.Empty.ToBytes()));
        Assert.Equal(Status.IdMalformed, Read(ByteString.Empty));
        Assert.Equal(Status.IdMalformed, Read(ByteString.CopyFrom(new byte[17])));
    }

    [Fact]
    public void The_bytes_are_in_the_order_of_rfc_9562()
    {
        var id = Guid.Parse("01942f5c-0000-7abc-8def-0123456789ab");
        Assert.Equal("01942f5c00007abc8def0123456789ab", Convert.ToHexStringLower(id.ToBytes().Span));
        Assert.True(WireBytes.TryId(id.ToBytes(), out var back));
        Assert.Equal(id, back);
    }

    private static Status Read(ByteString bytes) => CommandIds.Read(bytes, new StandingClock(), out _);
}
