using Croupier.Book;

namespace Croupier.Tests.Simulation.World;

/// <summary>
/// How bad it is, and in which ways: drawn anew for each seed, so that some runs have tiny blocks and a perfect network, others huge blocks and a dying database.
/// Chances are in a thousand.
/// </summary>
internal sealed record Weather
{
    public required WriterOptions Writer { get; init; }

    public required int CommandsAtOnce { get; init; }

    public required int MostUnanswered { get; init; }

    public required int BatchLost { get; init; }

    public required int BatchDoubled { get; init; }

    public required int AnswerLost { get; init; }

    public required int CommitRefused { get; init; }

    public required int CommitUnknown { get; init; }

    /// <summary>At every step of every effect.</summary>
    public required int Crash { get; init; }

    public required int Pause { get; init; }

    public required int ClockJump { get; init; }

    /// <summary>Ids dated ahead of every clock.</summary>
    public required int LateId { get; init; }

    /// <summary>The less, the longer commits stay under way.</summary>
    public required int StorageSpeed { get; init; }

    public required int LeaseMs { get; init; }

    public static Weather Of(SeededRandom random)
    {
        int Pick(params int[] from) => from[random.Next(from.Length)];
        return new Weather
        {
            Writer = new WriterOptions { MaxEntries = Pick(1, 4, 16, 60, 400), TickIntervalMs = Pick(100, 500, 2000), RecentIds = Pick(0, 1, 10, 100, 100_000) },
            CommandsAtOnce = Pick(1, 4, 16, 50),
            MostUnanswered = Pick(20, 100, 400),
            BatchLost = Pick(0, 20, 150),
            BatchDoubled = Pick(0, 50, 300),
            AnswerLost = Pick(0, 20, 200),
            CommitRefused = Pick(0, 5, 50),
            CommitUnknown = Pick(5, 20, 100),
            Crash = Pick(1, 2, 5),
            Pause = Pick(0, 2, 10),
            LateId = Pick(0, 10, 300),
            ClockJump = Pick(0, 1, 5),
            StorageSpeed = Pick(25, 50, 100),
            LeaseMs = Pick(100, 300, 1000),
        };
    }
}
