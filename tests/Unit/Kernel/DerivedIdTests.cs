namespace Croupier.Tests.Unit.Kernel;

public sealed class DerivedIdTests
{
    private static readonly PlayerId Scope = new(Guid.Parse("01a3185c-5002-7007-8000-000000000003"));
    private static readonly CommandId Id = new(Guid.Parse("01a3185c-5000-7b3f-bc38-98b7dd200bc1"));

    /// <summary>Anyone can compute these from docs/block-layout.md; they never change.</summary>
    [Fact]
    public void Derived_ids_are_frozen()
    {
        Assert.Equal("01a3185c-5000-70b3-834a-508ea992d785", Id.Derive(Scope, 1).ToString());
        Assert.Equal("01a3185c-5000-7825-8a23-e5fb55ea83f4", Id.Derive(Scope, 2).ToString());
    }

    [Fact]
    public void A_derived_id_is_a_version_7_of_the_same_time_and_differs_by_id_scope_and_number()
    {
        var derived = new HashSet<CommandId>();
        var scopes = new[] { Scope, PlayerId.Operator(7), PlayerId.Operator(8) };
        foreach (var scope in scopes)
        {
            for (var number = 0; number < 50; number++)
            {
                var one = Id.Derive(scope, number);
                Assert.True(Uuid.IsV7(one.Value));
                Assert.Equal(Uuid.UnixMs(Id.Value), Uuid.UnixMs(one.Value));
                Assert.True(derived.Add(one));
                Assert.True(derived.Add(one.Derive(scope, number)));
            }
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => Id.Derive(Scope, -1));
    }
}
