using Croupier.Kernel;
using Croupier.Kernel.Commands;
using Croupier.Kernel.Ports;
using Croupier.Wire.Ledger;
using Messages = Croupier.Wire.Ledger.Messages;

namespace Croupier.Tests.Unit.Wire.Ledger;

/// <summary>A question about the past is read as it was meant, or refused by its field; every word of an answer has its word on the wire.</summary>
public sealed class HistoryMessagesTests
{
    private static readonly PlayerId Player = new(Guid.Parse("01a3185c-5002-7007-8000-000000000003"));
    private static readonly PlayerId Operator = PlayerId.Operator(7);

    public static TheoryData<AccountKind> Kinds => [.. Enum.GetValues<AccountKind>()];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_kind_of_account_is_asked_for_with_its_owner_and_no_other(AccountKind kind)
    {
        var isPlayers = kind < AccountKind.House;
        var asked = new Messages.Account { Kind = (Messages.Account.Types.Kind)kind, Asset = "EUR", Sub = 3 };

        var fields = new FieldReader();
        Assert.Equal(new AccountRef(isPlayers ? Player : Operator, kind, Assets.Euro.Id, 3), HistoryMessages.Account(asked, isPlayers ? Player : Operator, fields));
        Assert.True(fields.IsWhole);

        var crossed = new FieldReader();
        HistoryMessages.Account(asked, isPlayers ? Operator : Player, crossed);
        Assert.Equal("account.kind", crossed.Field);

        var others = new FieldReader();
        HistoryMessages.Account(new(asked) { Owner = PlayerId.Operator(8).ToString() }, isPlayers ? Player : Operator, others);
        Assert.Equal("account.owner", others.Field);
    }

    [Fact]
    public void A_point_is_a_block_a_time_or_what_goes_without_saying()
    {
        var fields = new FieldReader();

        Assert.Equal(HistoryPoint.AfterBlock(0), HistoryMessages.Point(new() { Block = 0 }, "at", HistoryPoint.Newest, fields));
        Assert.Equal(HistoryPoint.AtTime(12), HistoryMessages.Point(new() { UnixMs = 12 }, "at", HistoryPoint.Newest, fields));
        Assert.Equal(HistoryPoint.Newest, HistoryMessages.Point(null, "at", HistoryPoint.Newest, fields));
        Assert.Equal(HistoryPoint.Genesis, HistoryMessages.Point(new(), "from", HistoryPoint.Genesis, fields));
        Assert.True(fields.IsWhole);
        HistoryMessages.Point(new() { UnixMs = -1 }, "to", HistoryPoint.Newest, fields);
        Assert.Equal("to.unixMs", fields.Field);
    }

    [Theory]
    [InlineData(0U, HistoryMessages.UsualLimit, true)]
    [InlineData(1U, 1, true)]
    [InlineData(500U, 500, true)]
    [InlineData(501U, HistoryMessages.UsualLimit, false)]
    [InlineData(uint.MaxValue, HistoryMessages.UsualLimit, false)]
    public void A_limit_is_what_history_gives_at_most(uint asked, int limit, bool isGood)
    {
        var fields = new FieldReader();

        Assert.Equal((limit, isGood), (HistoryMessages.Limit(asked, fields), fields.IsWhole));
    }

    [Fact]
    public void Kinds_of_line_and_reasons_have_their_names_on_the_wire()
    {
        Assert.Equal(Names<StatementLineKind>(), Names<Messages.StatementLine.Types.Kind>());
        Assert.Equal(Names<TransferReason>(), Names<Messages.Transfer.Types.Reason>());
    }

    private static IEnumerable<(int, string)> Names<T>()
        where T : struct, Enum => Enum.GetValues<T>().Select(value => (Convert.ToInt32(value, null), value.ToString())).OrderBy(pair => pair.Item1);
}
