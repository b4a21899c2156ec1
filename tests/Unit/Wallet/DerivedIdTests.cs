using Croupier.Platform.Wallet;

namespace Croupier.Tests.Unit.Wallet;

public sealed class DerivedIdTests
{
    [Fact]
    public void The_same_cause_gives_the_same_id_for_ever()
    {
        // Frozen: a changed derivation would credit a payment again that was credited under the old id.
        Assert.Equal("0197a23c-d400-7942-86af-5d158f1ef50b", DerivedId.Of("confirm", 1_750_773_584_896, "sandbox", "pay_1").ToString());
    }

    [Fact]
    public void An_id_has_the_form_of_version_7_and_carries_its_time()
    {
        for (var i = 0; i < 1000; i++)
        {
            var id = DerivedId.Of("confirm", i * 1_000_003L, "sandbox", $"pay_{i}").Value;
            Assert.True(Uuid.IsV7(id));
            Assert.Equal(i * 1_000_003L, Uuid.UnixMs(id));
        }
    }

    [Fact]
    public void Another_purpose_provider_payment_or_grouping_of_the_same_letters_gives_another_id()
    {
        var ids = new[]
        {
            DerivedId.Of("confirm", 1, "sandbox", "pay_1"),
            DerivedId.Of("refund", 1, "sandbox", "pay_1"),
            DerivedId.Of("confirm", 1, "sandbox", "pay_2"),
            DerivedId.Of("confirm", 1, "sandboxp", "ay_1"),
            DerivedId.Of("confirm", 1, "sandboxpay_1"),
            DerivedId.Of("confirm", 1, "sandbox", "pay_1", ""),
            DerivedId.Of("confirm", 2, "sandbox", "pay_1"),
        };
        Assert.Equal(ids.Length, ids.Distinct().Count());
    }

    [Fact]
    public void A_time_that_48_bits_cannot_hold_is_a_mistake()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => DerivedId.Of("confirm", -1, "x"));
        Assert.Throws<ArgumentOutOfRangeException>(() => DerivedId.Of("confirm", 1L << 48, "x"));
    }
}
