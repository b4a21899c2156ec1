using Croupier.Kernel;
using Croupier.Kernel.Commands;

namespace Croupier.Platform.Ledger.Api;

/// <summary>What a caller may read. Everything that is not named is refused.</summary>
[Flags]
public enum ApiReads
{
    None = 0,

    /// <summary>The newest committed sequence and its hash.</summary>
    Head = 1,

    /// <summary>Stored results, of any player and any caller's commands.</summary>
    Results = 2,

    /// <summary>Whole blocks: everything that was decided for everyone.</summary>
    Blocks = 4,

    /// <summary>Balances and statements at any block and time, of the kinds of account in <see cref="ApiCaller.Accounts"/>.</summary>
    Accounts = 8,

    /// <summary>Entries of a player or a period: what was decided, without having its name. By a name, <see cref="Results"/> suffices.</summary>
    Search = 16,
}

/// <summary>Money may go from each of these kinds of account to each of those.</summary>
public sealed record ApiMovement(IReadOnlySet<AccountKind> From, IReadOnlySet<AccountKind> To);

/// <summary>A kind of command that a caller may give; where the command names accounts, each of its legs must be one of the movements.</summary>
public sealed record ApiGrant(CommandKind Kind)
{
    public IReadOnlyList<ApiMovement> Movements { get; init; } = [];
}

/// <summary>
/// A program that may call the ledger API: the name in its certificate, the producer that the log knows it as, and what it may do. The partition checks the producer's
/// role again, so a mistake here can't give more than the role has.
/// </summary>
public sealed record ApiCaller
{
    /// <summary>As in the certificate's <c>spiffe://&lt;trust domain&gt;/&lt;name&gt;</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Role and a number of its own, so that blocks tell callers apart.</summary>
    public required Caller Producer { get; init; }

    public required ushort KeyVersion { get; init; }

    /// <summary>The producer's key, with which its batches on the log are sealed.</summary>
    public required byte[] Key { get; init; }

    public IReadOnlyList<ApiGrant> Commands { get; init; } = [];

    public ApiReads Reads { get; init; }

    /// <summary>The kinds of account whose balances and statements may be read, where <see cref="ApiReads.Accounts"/> is granted.</summary>
    public IReadOnlySet<AccountKind> Accounts { get; init; } = new HashSet<AccountKind>();

    /// <summary>Commands without a result at one time, over all of the caller's connections; beyond it: busy, nothing appended.</summary>
    public int MaxOutstanding { get; init; } = 4_096;
}
