namespace Croupier.Platform.Ledger.Client;

/// <summary>
/// Whether new bets are let in to a partition. It shuts when the log's age passes the limit, and opens by itself at the first command that is answered in less than that:
/// the age alone would open it too early, when those who waited have given up and nothing is outstanding. Shut, it lets one bet through now and then, so that somebody
/// finds out.
/// </summary>
internal sealed class BetDoor(LedgerClientOptions options, TimeProvider clock)
{
    private bool isShut;
    private long lastLetIn;
    private long shutAt;

    /// <summary>Null when the bet may go in; otherwise after how long it is worth asking again.</summary>
    public TimeSpan? Refuses(TimeSpan age)
    {
        if (!isShut && age <= options.MaxAge)
        {
            return null;
        }

        var now = clock.GetTimestamp();
        if (!isShut)
        {
            (isShut, lastLetIn, shutAt) = (true, now, now);
        }
        else if (clock.GetElapsedTime(lastLetIn, now) >= options.TryEvery)
        {
            lastLetIn = now;
            return null;
        }

        var behind = TimeSpan.FromTicks(Math.Max(age.Ticks, clock.GetElapsedTime(shutAt, now).Ticks) / 2);
        return behind < options.LeastRetryAfter ? options.LeastRetryAfter : behind > options.MostRetryAfter ? options.MostRetryAfter : behind;
    }

    public void Answered(TimeSpan took) => isShut = isShut && took > options.MaxAge;
}
