using System.Security.Cryptography;
using System.Text;
using Croupier.Host.Data;
using Croupier.Kernel;
using Croupier.Kernel.Ports;

namespace Croupier.Host.Dev;

/// <summary>The player that a newcomer signs in as: a random password, kept in a file that only its owner can read.</summary>
internal static class DemoPlayer
{
    public const string Email = "demo@croupier.localhost";
    public const string FileName = "demo-player.txt";

    public static async Task EnsureAsync(IIdentity identity, DataFolder folder, CancellationToken cancellation)
    {
        var text = Encoding.UTF8.GetString(folder.ReadOrCreateSecret(FileName, NewCredentials));
        var password = text.Split('\n')[1].Split(": ")[1];
        var (status, _) = await identity.SignUpAsync(Email, password, cancellation);
        if (status is not (Status.Accepted or Status.NameTaken))
        {
            throw new InvalidOperationException($"the demo player could not be signed up: {status}");
        }
    }

    private static byte[] NewCredentials() =>
        Encoding.UTF8.GetBytes($"e-mail: {Email}\npassword: {Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12))}\n");
}
