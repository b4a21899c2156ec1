using Croupier.Kernel.Commands;
using Croupier.Kernel.Ports;
using Croupier.Platform.Draining;
using Croupier.Platform.Rpc;
using Croupier.Wire.Grpc;
using Croupier.Wire.Ledger;
using Messages = Croupier.Wire.Ledger.Messages;

namespace Croupier.Platform.Ledger.Api;

/// <summary>
/// The way of one command, whichever side it came in by:
/// <list type="number">
/// <item>the caller may give this kind;</item>
/// <item>the command's fields can be read, and it fits the log;</item>
/// <item>the caller may move money between these kinds of account;</item>
/// <item>its partition is served here;</item>
/// <item>it is sealed under the caller's own key, appended, and its result waited for.</item>
/// </list>
/// Up to 4 a refusal leaves the command's id free. What the ledger then decides, a refusal too, is a result.
/// </summary>
internal sealed class CommandDoor(CallerTable callers, Func<int, bool> serves, LedgerApiMetrics metrics, RoleLife life, TimeProvider clock)
{
    public async Task<RpcAnswer<Messages.Decision>> SubmitAsync(Messages.Command? message, RpcPeer peer, string root, CancellationToken over)
    {
        var caller = callers.Of(peer);
        if (Admit(message, caller, root, out var command) is { } refusal)
        {
            metrics.NotAppended(caller.Name, refusal);
            return refusal;
        }

        // 5.
        try
        {
            using var call = life.Begin();
            return DecisionMessages.Write(await caller.Client.SubmitAsync(command!, over));
        }
        catch (LedgerUnavailableException unavailable)
        {
            var told = ApiRefusals.Of(unavailable);
            metrics.NotAppended(caller.Name, told);
            return told;
        }
    }

    private RpcRefusal? Admit(Messages.Command? message, KnownCaller caller, string root, out Command? command)
    {
        command = null;
        if (message is null)
        {
            return ApiRefusals.Malformed(root, "is not given");
        }

        // 1.
        if (caller.MayGive(CommandMessages.KindOf(message)) is { } mayNotGive)
        {
            return mayNotGive;
        }

        // 2.
        var fields = new FieldReader();
        if (root.Length > 0)
        {
            fields.Enter(root);
        }

        command = CommandMessages.Read(message, clock, fields);
        if (command is null)
        {
            return ApiRefusals.Malformed(fields);
        }

        // 3. and 4.
        return caller.MayMove(command) ?? (serves(command.Player.Partition) ? null : ApiRefusals.WrongPartition(command.Player.Partition));
    }
}
