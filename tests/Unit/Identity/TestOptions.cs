using System.Security.Cryptography;
using Croupier.Platform.Identity;

namespace Croupier.Tests.Unit.Identity;

/// <summary>Options with fresh secrets.</summary>
internal static class TestOptions
{
    public static IdentityOptions With(params ECDsa[] keys) => new()
    {
        SigningKeys = keys,
        MasterSecret = RandomNumberGenerator.GetBytes(32),
        VaultKeys = [new VersionedKey(1, RandomNumberGenerator.GetBytes(32))],
        BlindIndexKey = RandomNumberGenerator.GetBytes(32),
        PasswordIterations = 10_000,
    };
}
