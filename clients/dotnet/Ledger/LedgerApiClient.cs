using System.Runtime.CompilerServices;
using Croupier.Kernel;
using Croupier.Kernel.Commands;
using Croupier.Wire.Grpc;
using Croupier.Wire.Ledger;
using Messages = Croupier.Wire.Ledger.Messages;

namespace Croupier.Client.Ledger;

/// <summary>
/// A program's way into the ledger, over gRPC with its certificate. What the ledger decides, a refusal too, is a result; a <see cref="GrpcException"/> says that there is
/// none. <see cref="GrpcCode.Unavailable"/>, <see cref="GrpcCode.DeadlineExceeded"/> and a cancelled wait leave the fate unknown: the same command, with the same id, sent
/// again finds out, and takes effect once. docs/ledger-api.md says what to do on each of the others.
/// </summary>
public sealed class LedgerApiClient(GrpcChannelOptions options) : IDisposable
{
    private const string Service = "/croupier.ledger.v1.Ledger/";

    private readonly GrpcChannel channel = new(options);

    /// <summary>How long one call is waited for.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromSeconds(15);

    public Task<Messages.Decision> SubmitAsync(Command command, CancellationToken cancellation) => SubmitAsync(CommandMessages.Write(command), cancellation);

    public async Task<Messages.Decision> SubmitAsync(Messages.Command command, CancellationToken cancellation)
    {
        var request = new Messages.SubmitRequest { Command = command };
        return (await channel.CallAsync(Service + "Submit", request, Messages.SubmitReply.Parser, Deadline, cancellation)).Decision;
    }

    /// <summary>Many commands on one stream; answers come by tag, each as soon as it is decided.</summary>
    public Task<GrpcDuplexCall<Messages.SubmitManyReply>> SubmitManyAsync(CancellationToken cancellation) =>
        channel.OpenAsync(Service + "SubmitMany", Messages.SubmitManyReply.Parser, cancellation);

    public Task<Messages.Decision> ResultAsync(PlayerId player, CommandId id, CancellationToken cancellation)
    {
        var request = new Messages.GetResultRequest { Id = id.ToString() };
        if (player.IsOperator)
        {
            request.OperatorOf = (uint)player.Partition;
        }
        else
        {
            request.Player = player.ToString();
        }

        return channel.CallAsync(Service + "GetResult", request, Messages.Decision.Parser, Deadline, cancellation);
    }

    public Task<Messages.Head> HeadAsync(int partition, CancellationToken cancellation) =>
        channel.CallAsync(Service + "GetHead", new Messages.GetHeadRequest { Partition = (uint)partition }, Messages.Head.Parser, Deadline, cancellation);

    public Task<Messages.AccountList> AccountsAsync(Messages.GetAccountsRequest request, CancellationToken cancellation) =>
        channel.CallAsync(Service + "GetAccounts", request, Messages.AccountList.Parser, Deadline, cancellation);

    public Task<Messages.Balance> BalanceAsync(Messages.GetBalanceRequest request, CancellationToken cancellation) =>
        channel.CallAsync(Service + "GetBalance", request, Messages.Balance.Parser, Deadline, cancellation);

    /// <summary>A part of a statement; its <c>Next</c>, given as the cursor of the same question, continues it.</summary>
    public Task<Messages.Statement> StatementAsync(Messages.GetStatementRequest request, CancellationToken cancellation) =>
        channel.CallAsync(Service + "GetStatement", request, Messages.Statement.Parser, Deadline, cancellation);

    public Task<Messages.HistoryEntry> EntryAsync(Messages.GetResultRequest request, CancellationToken cancellation) =>
        channel.CallAsync(Service + "GetEntry", request, Messages.HistoryEntry.Parser, Deadline, cancellation);

    public Task<Messages.EntryPage> FindReferenceAsync(Messages.FindReferenceRequest request, CancellationToken cancellation) =>
        channel.CallAsync(Service + "FindReference", request, Messages.EntryPage.Parser, Deadline, cancellation);

    public Task<Messages.EntryPage> SearchAsync(Messages.SearchEntriesRequest request, CancellationToken cancellation) =>
        channel.CallAsync(Service + "SearchEntries", request, Messages.EntryPage.Parser, Deadline, cancellation);

    /// <summary>Parts of blocks as they come, until the connection or the caller ends it. Who stopped at a block asks again after it.</summary>
    public async IAsyncEnumerable<Messages.BlockPart> ReadBlocksAsync(Messages.ReadBlocksRequest request, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var part in channel.ReadAsync(Service + "ReadBlocks", request, Messages.BlockPart.Parser, cancellation))
        {
            yield return part;
        }
    }

    public void Dispose() => channel.Dispose();
}
