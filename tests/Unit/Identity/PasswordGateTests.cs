using System.Security.Cryptography;
using Croupier.Platform.Identity;

namespace Croupier.Tests.Unit.Identity;

public sealed class PasswordGateTests : IDisposable
{
    private readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    [Fact]
    public async Task A_password_matches_its_own_hash_and_nobodys_matches_none()
    {
        using var gate = new PasswordGate(TestOptions.With(key));
        var hash = await gate.HashAsync("correct horse", default);
        Assert.Equal(new PasswordCheck(true, null), await gate.CheckAsync(hash, "correct horse", default));
        Assert.Equal(new PasswordCheck(false, null), await gate.CheckAsync(hash, "correct horsf", default));
        Assert.Equal(new PasswordCheck(false, null), await gate.CheckAsync(null, "correct horse", default));
    }

    [Fact]
    public async Task A_hash_of_lower_cost_is_renewed_when_its_password_is_known()
    {
        using var cheap = new PasswordGate(TestOptions.With(key));
        using var dear = new PasswordGate(TestOptions.With(key) with { PasswordIterations = 20_000 });
        var check = await dear.CheckAsync(await cheap.HashAsync("correct horse", default), "correct horse", default);
        Assert.True(check.Matches);
        Assert.Equal(new PasswordCheck(true, null), await dear.CheckAsync(check.Renewed, "correct horse", default));
    }

    [Fact]
    public async Task More_passwords_than_may_wait_are_turned_away_at_once()
    {
        using var gate = new PasswordGate(TestOptions.With(key) with { PasswordIterations = 200_000, PasswordsAtOnce = 1, PasswordsWaiting = 2 });
        var asked = Enumerable.Range(0, 10).Select(_ => gate.HashAsync("correct horse", default)).ToList();
        var turnedAway = asked.Count(t => t.IsFaulted && t.Exception!.InnerException is BusyException);
        Assert.Equal(7, turnedAway);
        await Task.WhenAll(asked.Where(t => !t.IsFaulted));
        await gate.HashAsync("correct horse", default);
    }

    public void Dispose() => key.Dispose();
}
