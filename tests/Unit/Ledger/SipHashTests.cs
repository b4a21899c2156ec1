using System.Buffers.Binary;
using Croupier.Platform.Ledger.Verification;

namespace Croupier.Tests.Unit.Ledger;

public sealed class SipHashTests
{
    /// <summary>The reference implementation's first answers of 128 bits, under the key 00 01 … 0f, for the messages of n bytes 00 01 ….</summary>
    [Theory]
    [InlineData(0, "a3817f04ba25a8e66df67214c7550293")]
    [InlineData(1, "da87c1d86b99af44347659119b22fc45")]
    public void It_gives_the_known_answers(int length, string expected)
    {
        var key = Enumerable.Range(0, 16).Select(i => (byte)i).ToArray();
        var (low, high) = new SipHash(key).Of(Enumerable.Range(0, length).Select(i => (byte)i).ToArray());
        var bytes = new byte[16];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, low);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(8), high);

        Assert.Equal(expected, Convert.ToHexStringLower(bytes));
    }

    [Fact]
    public void Two_instances_have_different_keys()
    {
        Assert.NotEqual(new SipHash().Of("a row"u8), new SipHash().Of("a row"u8));
    }

    [Fact]
    public void A_sum_is_the_same_in_any_order_and_another_for_any_other_rows()
    {
        var hash = new SipHash();

        Assert.True(Sum("ab", "cd", "ef").Equals(Sum("ef", "ab", "cd")));
        Assert.False(Sum("ab", "cd").Equals(Sum("ab", "cd", "cd")));
        Assert.False(Sum("ab", "ab").Equals(Sum("ab", "cd")));

        RowSum Sum(params string[] rows)
        {
            var sum = new RowSum(hash);
            foreach (var row in rows)
            {
                sum.Add(System.Text.Encoding.ASCII.GetBytes(row));
            }

            return sum;
        }
    }
}
