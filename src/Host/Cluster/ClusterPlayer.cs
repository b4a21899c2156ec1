using System.Net.Http.Json;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Croupier.Host.Data;
using Croupier.Host.Dev;
using Croupier.Kernel;
using Croupier.Kernel.Commands;
using Croupier.Kernel.Ports;

namespace Croupier.Host.Cluster;

/// <summary>
/// The player that a newcomer signs in as. Signs up at a gateway like anybody, and is let in by the operator, because here, unlike in <c>start-dev</c>, nobody may play
/// who was not.
/// </summary>
internal static class ClusterPlayer
{
    public static async Task EnsureAsync(Uri gateway, string authorityFile, DataFolder folder, ILedger asOperator, CancellationToken cancellation)
    {
        if (File.Exists(folder.File(DemoPlayer.FileName)))
        {
            return;
        }

        var password = Convert.ToHexStringLower(System.Security.Cryptography.RandomNumberGenerator.GetBytes(12));
        var player = await SignUpAsync(gateway, authorityFile, password, cancellation);
        var let = await asOperator.SubmitAsync(new SetPlayerState(CommandId.New(TimeProvider.System), player, PlayerState.Active), new SubmitOptions(Urgency.Patient), cancellation);
        if (let.Status != Status.Accepted)
        {
            throw new InvalidOperationException($"the demo player could not be let in: {let.Status}");
        }

        folder.WriteSecret(DemoPlayer.FileName, Encoding.UTF8.GetBytes($"e-mail: {DemoPlayer.Email}\npassword: {password}\n"));
    }

    private static async Task<PlayerId> SignUpAsync(Uri gateway, string authorityFile, string password, CancellationToken cancellation)
    {
        using var authority = X509CertificateLoader.LoadCertificateFromFile(authorityFile);
        using var handler = new SocketsHttpHandler();
        handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck, CustomTrustStore = { authority } };
        using var http = new HttpClient(handler);
        using var answer = await http.PostAsJsonAsync(new Uri(gateway, "api/v1/sign-up"), new { email = DemoPlayer.Email, password }, cancellation);
        answer.EnsureSuccessStatusCode();
        using var body = await answer.Content.ReadFromJsonAsync<JsonDocument>(cancellation);
        return new PlayerId(Guid.Parse(body!.RootElement.GetProperty("player").GetString()!));
    }
}
