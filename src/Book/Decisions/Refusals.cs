using Croupier.Kernel;
using Croupier.Kernel.Commands;

namespace Croupier.Book.Decisions;

/// <summary>Results that carry nothing but a status, one object for each.</summary>
internal static class Refusals
{
    private static readonly CommandResult[] Results = [.. Enumerable.Range(0, 1000).Select(status => new CommandResult((Status)status))];

    public static CommandResult Of(Status status) => Results[(int)status];

    /// <summary>Where several refusals apply the lowest is given; an acceptance is above them all.</summary>
    public static Status Lower(Status left, Status right) =>
        left == Status.Accepted ? right : right == Status.Accepted || left <= right ? left : right;
}
