using Croupier.Platform.Ledger;

namespace Croupier.Tests.Unit.Ledger;

public sealed class SessionAbsenceTests
{
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(500);

    private readonly Stopped clock = new();

    [Fact]
    public void A_session_that_has_been_gone_for_the_grace_is_gone()
    {
        var absence = new SessionAbsence(Grace, clock);

        Assert.False(absence.IsLong(epoch: 1, sessionLives: false));
        clock.Now += 499;
        Assert.False(absence.IsLong(1, false));
        clock.Now += 1;
        Assert.True(absence.IsLong(1, false));
    }

    [Fact]
    public void A_session_that_lives_or_another_epoch_begins_the_grace_anew()
    {
        var absence = new SessionAbsence(Grace, clock);
        absence.IsLong(1, false);
        clock.Now += 600;
        Assert.False(absence.IsLong(1, true));
        Assert.False(absence.IsLong(1, false));
        clock.Now += 499;
        Assert.False(absence.IsLong(2, false));
        clock.Now += 499;
        Assert.False(absence.IsLong(2, false));
        clock.Now += 1;
        Assert.True(absence.IsLong(2, false));
    }

    private sealed class Stopped : TimeProvider
    {
        public long Now { get; set; }

        public override long TimestampFrequency => 1000;

        public override long GetTimestamp() => Now;
    }
}
