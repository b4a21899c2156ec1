using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Croupier.Platform.Identity;

/// <summary>What came of comparing a password. <paramref name="Renewed"/> is a hash at today's cost where the stored one was cheaper.</summary>
internal readonly record struct PasswordCheck(bool Matches, string? Renewed);

/// <summary>
/// Hashes and compares passwords (ASP.NET Core Identity's PBKDF2 format), so many at once and so many waiting: a flood of sign-ins takes neither all
/// processors nor all memory. Where there is no account, a hash of nobody's password is compared instead, which takes as long.
/// </summary>
internal sealed class PasswordGate : IDisposable
{
    private readonly PasswordHasher<PasswordGate> hasher;
    private readonly SemaphoreSlim working;
    private readonly int mostInside;
    private readonly Lazy<string> nobodysHash;
    private int inside;

    public PasswordGate(IdentityOptions options)
    {
        hasher = new(Options.Create(new PasswordHasherOptions { IterationCount = options.PasswordIterations }));
        working = new SemaphoreSlim(options.PasswordsAtOnce);
        mostInside = options.PasswordsAtOnce + options.PasswordsWaiting;
        nobodysHash = new(() => hasher.HashPassword(this, Guid.NewGuid().ToString()));
    }

    /// <summary>Makes the hash of nobody's password, so that the first unknown name takes no longer than the next.</summary>
    public void WarmUp() => _ = nobodysHash.Value;

    /// <summary>Throws <see cref="BusyException"/> when too many wait already.</summary>
    public Task<string> HashAsync(string password, CancellationToken cancellation) =>
        InsideAsync(() => hasher.HashPassword(this, password), cancellation);

    /// <summary>Compares with <paramref name="hash"/>, or in the same time with nobody's when it is null. Throws <see cref="BusyException"/>.</summary>
    public Task<PasswordCheck> CheckAsync(string? hash, string password, CancellationToken cancellation) =>
        InsideAsync(
            () =>
            {
                var outcome = hasher.VerifyHashedPassword(this, hash ?? nobodysHash.Value, password);
                return new PasswordCheck(
                    hash is not null && outcome != PasswordVerificationResult.Failed,
                    hash is not null && outcome == PasswordVerificationResult.SuccessRehashNeeded ? hasher.HashPassword(this, password) : null);
            },
            cancellation);

    public void Dispose() => working.Dispose();

    private async Task<T> InsideAsync<T>(Func<T> work, CancellationToken cancellation)
    {
        if (Interlocked.Increment(ref inside) > mostInside)
        {
            Interlocked.Decrement(ref inside);
            throw new BusyException();
        }

        try
        {
            await working.WaitAsync(cancellation);
            try
            {
                return await Task.Run(work, CancellationToken.None);
            }
            finally
            {
                working.Release();
            }
        }
        finally
        {
            Interlocked.Decrement(ref inside);
        }
    }
}
