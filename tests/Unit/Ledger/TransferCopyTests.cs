using Croupier.Book;
using Croupier.Kernel.Commands;
using Croupier.Platform.Ledger;

namespace Croupier.Tests.Unit.Ledger;

public sealed class TransferCopyTests
{
    private static readonly TransferRow Row = new(1, 2, 3, TransferReason.Payout, 4, 5, 6);

    [Fact]
    public void The_bytes_are_those_of_PostgreSQLs_binary_copy_and_stay_so()
    {
        var bytes = new byte[TransferCopy.SizeOf(1)];
        var length = TransferCopy.Write(bytes, 7, [Row]);

        Assert.Equal(bytes.Length, length);
        Assert.Equal(
            "5047434f50590aff0d0a000000000000000000"
            + "0008"
            + "00000008" + "0000000000000001"
            + "00000008" + "0000000000000002"
            + "00000008" + "0000000000000006"
            + "00000004" + "00000004"
            + "00000004" + "00000005"
            + "00000002" + "0003"
            + "00000002" + "0002"
            + "00000002" + "0007"
            + "ffff",
            Convert.ToHexStringLower(bytes));
        Assert.Equal(Row, TransferCopy.ReadRow(bytes.AsSpan(BinaryCopy.HeaderBytes)));
    }
}
