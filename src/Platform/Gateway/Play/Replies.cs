using Croupier.Kernel;
using Croupier.Kernel.Ports;
using Croupier.Wire.Mapping;
using Croupier.Wire.Player;
using Google.Protobuf;

namespace Croupier.Platform.Gateway.Play;

/// <summary>The server's frames, made from the kernel's words.</summary>
internal static class Replies
{
    public static ServerFrame Refusal(Status status) => Refusal(status, StatusText.RetryAfterMs(status));

    public static ServerFrame Refusal(Status status, uint retryAfterMs) => new()
    {
        Refusal = new Refusal
        {
            Status = (uint)status,
            Name = status.ToString(),
            Message = StatusText.Sentence(status),
            RetryAfterMs = retryAfterMs,
        },
    };

    /// <summary>Statuses below 100 were given before the log and come as a refusal; the others are stored decisions and come in the answer's own message.</summary>
    public static bool IsBeforeTheLog(Status status) => status != Status.Accepted && (ushort)status < 100;

    public static ServerFrame Balance(WalletBalance balance) => new()
    {
        Balance = new Balance
        {
            Asset = balance.Asset.Code,
            Cash = balance.Cash.Units,
            Bonus = balance.Bonus.Units,
            WithdrawalPending = balance.WithdrawalPending.Units,
            Block = checked((ulong)balance.BlockSequence),
        },
    };

    public static ServerFrame Chain(Status status, ChainView? view)
    {
        if (IsBeforeTheLog(status))
        {
            return Refusal(status);
        }

        var chain = new Chain { Status = (uint)status };
        if (view is not null)
        {
            chain.Chain_ = view.Chain.Value.ToBytes();
            chain.SeedHash = view.SeedHash.ToBytes();
            chain.ClientSeed = ByteString.CopyFrom(view.ClientSeed.Span);
            chain.Closed = view.Closed;
            chain.Receipt = Receipt(view);
            if (view is { Closed: true, ServerSeed: { } seed })
            {
                chain.ServerSeed = ByteString.CopyFrom(seed);
            }
        }

        return new ServerFrame { Chain = chain };
    }

    private static Receipt? Receipt(ChainView view) => view is not { Receipt: { } receipt, OpenedAt: { } place } ? null : new()
    {
        Partition = (uint)view.Player.Partition,
        Block = checked((ulong)place.Block),
        Entry = (uint)place.Entry,
        BlockHash = place.BlockHash.ToBytes(),
        UnixMs = checked((ulong)place.UnixMs),
        KeyId = receipt.KeyId,
        Signature = ByteString.CopyFrom(receipt.Signature.Span),
    };
}
