using System.Security.Cryptography;
using System.Text;
using Croupier.Kernel;

namespace Croupier.Platform.Identity;

/// <summary>A session's key: HKDF-SHA-256 (RFC 5869) of the master secret and the session's id. Nothing has to be stored, and one session's key says nothing of another's.</summary>
internal sealed class SessionKeys(byte[] masterSecret)
{
    public byte[] Of(SessionId session) => HKDF.DeriveKey(
        HashAlgorithmName.SHA256, masterSecret, 32, salt: [], info: [.. Encoding.ASCII.GetBytes("croupier/1 session "), .. session.Value.ToByteArray(bigEndian: true)]);
}
