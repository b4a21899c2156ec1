using System.Net.Sockets;
using System.Security.Authentication;
using RabbitMQ.Client.Exceptions;

namespace Croupier.Platform.Log.Rabbit;

/// <summary>Tells a broker that is away for a while (gone, starting, electing) from a mistake that trying again does not heal.</summary>
internal static class RabbitTrouble
{
    private const ushort AccessRefused = 403;
    private const ushort NotFound = 404;
    private const ushort PreconditionFailed = 406;
    private const ushort NotAllowed = 530;

    public static bool IsPassing(Exception failure) => failure switch
    {
        // No node could be reached: passing, unless one of them turned us away.
        BrokerUnreachableException unreachable => !Inner(unreachable).Any(IsRefusal),
        OperationInterruptedException interrupted => !IsMistake(interrupted),
        RabbitMQClientException or SocketException or IOException or TimeoutException or OperationCanceledException => true,
        _ => false,
    };

    /// <summary>The thing is not there, in the broker's own words. A node that can't say (a queue whose leader is away) has other words for it.</summary>
    public static bool IsMissing(OperationInterruptedException interrupted) =>
        interrupted.ShutdownReason is { ReplyCode: NotFound } reason && reason.ReplyText.Contains("- no ", StringComparison.Ordinal);

    private static bool IsMistake(OperationInterruptedException interrupted) => interrupted.ShutdownReason?.ReplyCode switch
    {
        AccessRefused or NotAllowed => true,
        NotFound => IsMissing(interrupted),

        // The node has no running copy of the stream just now; another may.
        PreconditionFailed => !interrupted.ShutdownReason.ReplyText.Contains("replica", StringComparison.Ordinal),
        _ => false,
    };

    private static bool IsRefusal(Exception inner) =>
        inner is AuthenticationFailureException or AuthenticationException || (inner is OperationInterruptedException interrupted && IsMistake(interrupted));

    private static IEnumerable<Exception> Inner(Exception failure)
    {
        var inners = failure is AggregateException many ? many.InnerExceptions : failure.InnerException is { } one ? [one] : [];
        return inners.Concat(inners.SelectMany(Inner));
    }
}
