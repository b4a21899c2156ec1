using Croupier.Kernel;
using Croupier.Kernel.Commands;
using Croupier.Platform.Ledger.Client;
using Croupier.Wire.Grpc;

namespace Croupier.Platform.Ledger.Api;

/// <summary>One caller at work: what it may do, its way to the log, and how much of it is under way.</summary>
internal sealed class KnownCaller(ApiCaller caller, LedgerClient client, LedgerApiOptions options)
{
    private readonly Dictionary<CommandKind, ApiGrant> grants = caller.Commands.ToDictionary(grant => grant.Kind);

    public string Name => caller.Name;

    public LedgerClient Client => client;

    /// <summary>Before the command's fields are read: who may not give it learns nothing about its form.</summary>
    public RpcRefusal? MayGive(CommandKind? kind) => kind is null || grants.ContainsKey(kind.Value) ? null : NotPermitted($"may not give {kind}");

    /// <summary>Each movement that the command names, and each command that is linked in it, must be granted by itself.</summary>
    public RpcRefusal? MayMove(Command command)
    {
        if (command is Linked linked)
        {
            return linked.Commands.Select(child => MayGive(child.Kind) ?? MayMove(child)).FirstOrDefault(refusal => refusal is not null);
        }

        var movements = grants[command.Kind].Movements;
        foreach (var (from, to) in CommandLegs.Of(command))
        {
            if (!movements.Any(movement => movement.From.Contains(from) && movement.To.Contains(to)))
            {
                return NotPermitted($"may not move money from {from} to {to} by {command.Kind}");
            }
        }

        return null;
    }

    public RpcRefusal? MayRead(ApiReads what) => caller.Reads.HasFlag(what) ? null : NotPermitted($"may not read {what.ToString().ToLowerInvariant()}");

    public RpcRefusal? MayRead(AccountKind kind) => caller.Accounts.Contains(kind) ? null : NotPermitted($"may not read accounts of the kind {kind}");

    /// <summary>Streams of blocks.</summary>
    public Places Feeds { get; } = new(options.MaxFeedsPerCaller);

    /// <summary>Other reads.</summary>
    public Places Reads { get; } = new(options.MaxReadsPerCaller);

    /// <summary>Questions to history, each of which is a read too.</summary>
    public Places Histories { get; } = new(options.MaxHistoryPerCaller);

    private RpcRefusal NotPermitted(string what) => new(GrpcCode.PermissionDenied, $"the caller {Name} {what}") { Reason = Status.NotPermitted };
}
