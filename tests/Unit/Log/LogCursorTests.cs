using System.Text;
using Croupier.Kernel.Ports;
using Croupier.Platform.Log;

namespace Croupier.Tests.Unit.Log;

public sealed class LogCursorTests
{
    [Fact]
    public void A_page_is_handed_on_once_and_the_reader_waits_when_it_reached_the_end()
    {
        var cursor = new LogCursor(0, LogPosition.Start);

        Assert.Equal(2, cursor.Take(Page(1, 3, 0, 1)).Count);
        Assert.False(cursor.CaughtUp);
        Assert.Equal(2, cursor.From);
        Assert.Single(cursor.Take(Page(1, 3, 2)));
        Assert.True(cursor.CaughtUp);
        Assert.Empty(cursor.Take(Page(1, 3)));
        Assert.True(cursor.CaughtUp);
    }

    [Fact]
    public void It_is_behind_only_what_it_has_not_handed_on()
    {
        var cursor = new LogCursor(0, LogPosition.Start);
        cursor.Take(Page(1, 2, 0, 1));

        Assert.False(cursor.IsBehind(1, 2));
        Assert.True(cursor.IsBehind(1, 3));
        Assert.True(cursor.IsBehind(2, 0));
        Assert.False(cursor.IsBehind(0, 9));
    }

    [Fact]
    public void After_a_lost_connection_the_last_batch_is_read_again_and_not_handed_on_again()
    {
        var cursor = new LogCursor(0, LogPosition.Start);
        cursor.Take(Page(1, 2, 0, 1));
        cursor.ConnectionWasLost();

        Assert.Equal(1, cursor.From);
        Assert.Equal([2L], cursor.Take(Page(1, 3, 1, 2)).Select(record => record.Offset));
        Assert.Equal(3, cursor.From);
    }

    [Fact]
    public void A_lost_connection_before_anything_was_handed_on_proves_nothing_anew()
    {
        var cursor = new LogCursor(0, new LogPosition(1, 4, 0));
        cursor.ConnectionWasLost();

        Assert.Equal(4, cursor.From);
        Assert.Single(cursor.Take(Page(1, 5, 4)));
    }

    [Fact]
    public void Small_holes_are_passed_over_where_the_log_may_have_them_and_never_where_a_batch_must_be()
    {
        var cursor = new LogCursor(0, new LogPosition(1, 4, 0), largestHole: 2);

        Assert.Throws<LogGapException>(() => cursor.Take(Page(1, 6, 5)));
        Assert.Equal([4L, 5L, 8L], cursor.Take(Page(1, 9, 4, 5, 8)).Select(record => record.Offset));
        Assert.Equal([11L], cursor.Take(Page(1, 16, 11, 15)).Select(record => record.Offset));
        Assert.Throws<LogGapException>(() => cursor.Take(Page(1, 16, 15)));
        cursor.ConnectionWasLost();
        Assert.ThrowsAny<IOException>(() => cursor.Take(Page(1, 13, 12)));
    }

    [Fact]
    public void A_page_whose_front_is_gone_is_a_gap_and_in_a_closed_incarnation_passed_over()
    {
        Assert.Throws<LogGapException>(() => new LogCursor(0, LogPosition.Start, largestHole: 9).Take(Page(1, 6, 5) with { LacksFront = true }));
        var cursor = new LogCursor(0, LogPosition.Start, largestHole: 9);
        Assert.Empty(cursor.Take(Page(2, 6, 5) with { LacksFront = true }));
        Assert.Equal((2U, 0L), (cursor.Incarnation, cursor.From));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(0)]
    public void A_log_that_ends_before_what_was_handed_on_has_turned_back(long end)
    {
        var cursor = new LogCursor(0, LogPosition.Start);
        cursor.Take(Page(1, 2, 0, 1));
        cursor.ConnectionWasLost();

        Assert.Throws<LogTurnedBackException>(() => cursor.Take(Page(1, end)));
    }

    [Fact]
    public void A_log_that_turned_back_and_grew_again_is_known_by_the_bytes_of_the_last_batch()
    {
        var cursor = new LogCursor(0, LogPosition.Start);
        cursor.Take(Page(1, 2, 0, 1));
        cursor.ConnectionWasLost();

        var other = new LogRecord(1, 1, Encoding.UTF8.GetBytes("another batch"));
        Assert.Throws<LogTurnedBackException>(() => cursor.Take(new LogPage(1, 3, [other, Record(1, 2)])));
    }

    [Fact]
    public void A_database_that_was_made_anew_is_a_lost_tail_for_a_committed_position_and_a_turn_back_for_a_live_reader()
    {
        Assert.Throws<LogTailLostException>(() => new LogCursor(0, new LogPosition(2, 0, 0)).Take(Page(1, 0)));

        var live = new LogCursor(0, LogPosition.Start);
        live.Take(Page(1, 1, 0));
        live.Take(Page(2, 0));
        live.Take(new LogPage(2, 1, [Record(2, 0)]));
        Assert.Throws<LogTurnedBackException>(() => live.Take(Page(1, 0)));
    }

    [Fact]
    public void Rows_that_are_gone_though_the_partition_should_reach_further_are_a_gap_when_read_on_and_a_lost_tail_when_attached_to()
    {
        var live = new LogCursor(0, LogPosition.Start);
        live.Take(Page(1, 5, 0, 1));
        Assert.Throws<LogGapException>(() => live.Take(Page(1, 5)));
        Assert.Throws<LogGapException>(() => new LogCursor(0, LogPosition.Start).Take(Page(1, 5)));

        Assert.Throws<LogTailLostException>(() => new LogCursor(0, new LogPosition(1, 3, 0)).Take(Page(1, 5)));
    }

    [Fact]
    public void The_batch_that_holds_the_position_attached_at_must_be_there()
    {
        Assert.Throws<LogGapException>(() => new LogCursor(0, new LogPosition(1, 3, 0)).Take(Page(1, 6, 4, 5)));
        Assert.Throws<LogGapException>(() => new LogCursor(0, LogPosition.Start).Take(Page(1, 6, 4, 5)));
    }

    [Fact]
    public void What_stands_behind_a_gap_of_a_closed_incarnation_is_passed_over()
    {
        var cursor = new LogCursor(0, new LogPosition(1, 1, 0));

        Assert.Equal([1L, 2L], cursor.Take(Page(1, 3, 1, 2).In(3)).Select(record => record.Offset));
        Assert.False(cursor.CaughtUp);
        Assert.Empty(cursor.Take(Page(1, 0, 4, 5).In(3)));
        Assert.Equal((2U, 0L), (cursor.Incarnation, cursor.From));
        Assert.Empty(cursor.Take(Page(2, 0).In(3)));
        Assert.Equal((3U, 0L), (cursor.Incarnation, cursor.From));
        Assert.Single(cursor.Take(Page(3, 1, 0)));
        Assert.True(cursor.CaughtUp);
    }

    private static LogRecord Record(uint incarnation, long offset) => new(incarnation, offset, Encoding.UTF8.GetBytes($"{incarnation}:{offset}"));

    /// <summary>A page of the log's newest incarnation, which ends before <paramref name="end"/>.</summary>
    private static LogPage Page(uint incarnation, long end, params long[] offsets) =>
        new(incarnation, end, offsets.Select(offset => Record(incarnation, offset)).ToList());
}

internal static class LogPages
{
    /// <summary>The same records, seen when the newest incarnation is another.</summary>
    public static LogPage In(this LogPage page, uint newest) => page with { Incarnation = newest, NextOffset = 0 };
}
