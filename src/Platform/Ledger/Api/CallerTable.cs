using Croupier.Kernel;
using Croupier.Kernel.Commands;
using Croupier.Kernel.Ports;
using Croupier.Platform.Ledger.Client;
using Croupier.Platform.Rpc;
using Microsoft.Extensions.Logging;

namespace Croupier.Platform.Ledger.Api;

/// <summary>The callers by name, each with its own way to the log. A table that contradicts itself is refused at start, not at the first call.</summary>
internal sealed class CallerTable : IAsyncDisposable
{
    private readonly Dictionary<string, KnownCaller> callers = [];

    public CallerTable(LedgerApiOptions options, ICommandLog log, IResults results, TimeProvider clock, ILoggerFactory loggers)
    {
        var producers = new HashSet<Caller>();
        foreach (var caller in options.Callers)
        {
            Check(caller);
            if (!producers.Add(caller.Producer) || callers.ContainsKey(caller.Name))
            {
                throw new ArgumentException($"the caller {caller.Name} has the name or the producer {caller.Producer} of another");
            }

            var client = new LedgerClient(
                caller.Producer,
                caller.KeyVersion,
                caller.Key,
                log,
                results,
                new LedgerClientOptions { Timeout = options.ResultWithin, MaxOutstanding = caller.MaxOutstanding },
                clock,
                loggers);
            callers.Add(caller.Name, new KnownCaller(caller, client, options));
        }
    }

    public IReadOnlySet<string> Names => callers.Keys.ToHashSet();

    /// <summary>The caller of a connection that was let in by this table.</summary>
    public KnownCaller Of(RpcPeer peer) => callers[peer.Name];

    public async ValueTask DisposeAsync()
    {
        foreach (var caller in callers.Values)
        {
            await caller.Client.DisposeAsync();
        }
    }

    private static void Check(ApiCaller caller)
    {
        var wrong = !PeerName.IsWellFormed(caller.Name) ? "has no well-formed name (1 to 32 of a-z, 0-9 and hyphen)"
            : RoleName.Parse(caller.Name) is not null ? "has the name of a role: a process of the platform would be it"
            : caller.Producer.Role is Role.None or Role.Ledger or Role.Log || !Enum.IsDefined(caller.Producer.Role) ? $"can't be a producer of the role {caller.Producer.Role}"
            : caller.Commands.DistinctBy(grant => grant.Kind).Count() != caller.Commands.Count ? "has two grants of one kind"
            : caller.Commands.FirstOrDefault(grant => grant.Kind is CommandKind.Tick or CommandKind.Unreadable or CommandKind.ReceiveAcross or CommandKind.SettleAcross or CommandKind.SetAside) is { } nobodys ? $"can't be granted {nobodys.Kind}"
            : caller.Commands.FirstOrDefault(grant => Attestation.IsNeededFor(grant.Kind)) is { } players ? $"can't be granted {players.Kind}: a player asks for it, and a gateway attests it"
            : null;
        if (wrong is not null)
        {
            throw new ArgumentException($"the caller '{caller.Name}' of the ledger API {wrong}");
        }
    }
}
