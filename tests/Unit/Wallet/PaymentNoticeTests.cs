using System.Text;
using Croupier.Platform.Wallet;

namespace Croupier.Tests.Unit.Wallet;

public sealed class PaymentNoticeTests
{
    private const long Now = 1_800_000_000_000;
    private const string Good =
        """{"event":"payment.succeeded","payment":"pay_1","intent":"01890000-0000-7000-8000-000000000001","player":"01890000-0000-7000-8000-000000000002","asset":978,"amount":2550,"unixMs":1799999999000}""";

    [Fact]
    public void A_notice_is_read_in_ledger_units_and_members_that_we_do_not_know_are_left_alone()
    {
        var notice = PaymentNotice.Read(Encoding.UTF8.GetBytes(Good.Replace("}", ",\"fee\":12}", StringComparison.Ordinal)), Now);
        Assert.Equal(("payment.succeeded", "pay_1", 25_500_000L, Assets.Euro.Id), (notice!.Event, notice.Payment, notice.Units.Units, notice.AssetId));
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("}", "")]
    [InlineData("}", "}x")]
    [InlineData("\"payment.succeeded\"", "\"payment.refunded\"")]
    [InlineData("\"payment.succeeded\"", "null")]
    [InlineData("\"pay_1\"", "\"\"")]
    [InlineData("\"pay_1\"", "\"pay 1\"")]
    [InlineData("\"pay_1\"", "17")]
    [InlineData("\"pay_1\"", "null")]
    [InlineData("\"payment\":\"pay_1\",", "")]
    [InlineData("\"payment\":\"pay_1\",", "\"payment\":\"pay_1\",\"payment\":\"pay_2\",")]
    [InlineData("\"asset\":978", "\"asset\":\"978\"")]
    [InlineData("\"asset\":978", "\"asset\":999")]
    [InlineData("\"asset\":978", "\"asset\":66514")]
    [InlineData("\"asset\":978", "\"asset\":-978")]
    [InlineData("2550", "25.50")]
    [InlineData("2550", "\"2550\"")]
    [InlineData("2550", "0")]
    [InlineData("2550", "-1")]
    [InlineData("2550", "900719925475")]
    [InlineData("2550", "9223372036854775807")]
    [InlineData("2550", "92233720368547758070")]
    [InlineData("1799999999000", "-1")]
    [InlineData("1799999999000", "1800000300001")]
    [InlineData("\"unixMs\":1799999999000", "\"unixms\":1799999999000")]
    public void What_no_provider_of_ours_sends_is_not_read(string part, string instead) =>
        Assert.Null(PaymentNotice.Read(Encoding.UTF8.GetBytes(part.Length == 0 ? instead : Good.Replace(part, instead, StringComparison.Ordinal)), Now));

    [Fact]
    public void The_largest_amount_and_the_latest_time_are_still_read()
    {
        var largest = Good.Replace("2550", "900719925474", StringComparison.Ordinal).Replace("1799999999000", "1800000300000", StringComparison.Ordinal);
        Assert.Equal(9_007_199_254_740_000, PaymentNotice.Read(Encoding.UTF8.GetBytes(largest), Now)!.Units.Units);
    }
}
