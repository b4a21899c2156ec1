using System.Security.Cryptography;
using System.Text;

namespace Croupier.Platform.Identity;

/// <summary>Finds a row by its e-mail address without the address being readable or guessable from the database: HMAC-SHA-256 under a key of its own.</summary>
internal sealed class BlindIndex(byte[] key)
{
    public byte[] Of(EmailAddress email) => HMACSHA256.HashData(key, Encoding.ASCII.GetBytes("croupier/1 email " + email.Text));
}
