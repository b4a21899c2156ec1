using System.Security.Cryptography;
using Croupier.Platform.Tokens;

namespace Croupier.Platform.Identity;

/// <summary>The platform's token keys: the first signs, all of them are published and verify. Each thread has an <see cref="ECDsa"/> of its own, which is not made for several.</summary>
internal sealed class SigningKeys : IDisposable
{
    private readonly VerifyingKeys verifying;
    private readonly ThreadLocal<ECDsa> signing;

    public SigningKeys(IReadOnlyList<ECDsa> keys)
    {
        verifying = new VerifyingKeys(keys.Select(key => key.ExportParameters(includePrivateParameters: false).Q));
        var secret = keys[0].ExportParameters(includePrivateParameters: true);
        signing = new ThreadLocal<ECDsa>(() => ECDsa.Create(secret), trackAllValues: true);
    }

    public string SigningKeyId => verifying.FirstKeyId;

    /// <summary>The public keys (RFC 7517 §5).</summary>
    public string JwksJson => verifying.JwksJson;

    public ECDsa Signing => signing.Value!;

    public ECDsa? Find(string kid) => verifying.Find(kid);

    public void Dispose()
    {
        verifying.Dispose();
        foreach (var value in signing.Values)
        {
            value.Dispose();
        }

        signing.Dispose();
    }
}
