using Croupier.Book;
using Croupier.Kernel.Commands;
using Croupier.Platform.Ledger;

namespace Croupier.Tests.Unit.Ledger;

public sealed class TransferCopyTests
{
    [Fact]
    public void The_bytes_are_those_of_PostgreSQLs_binary_copy_and_stay_so()
    {
        var bytes = new byte[TransferCopy.SizeOf(1)];
        var length = TransferCopy.Write(bytes, 7, [new TransferRow(1, 2, 3, TransferReason.Payout, 4, 5, 6)]);

        Assert.Equal(bytes.Length, length);
        Assert.Equal(
            "5047434f50590aff0d0a000000000000000000"
            + "0008"
            + "00000008" + "0000000000000001"
            + "00000008" + "0000000000000002"
            + "00000008" + "0000000000000004"
            + "00000008" + "0000000000000005"
            + "00000008" + "0000000000000006"
            + "00000004" + "00000007"
            + "00000004" + "00000003"
            + "00000002" + "0002"
            + "ffff",
            Convert.ToHexStringLower(bytes));
    }
}
