using System.Security.Cryptography.X509Certificates;
using Croupier.Client.Ledger;
using Croupier.Host.Dev;
using Croupier.Wire.Grpc;

namespace Croupier.Tests.System.LedgerApi;

/// <summary>The ledger API of a platform, and the certificates with which it is called.</summary>
internal static class ApiScene
{
    public static X509Certificate2 Authority(DevPlatform platform) => X509CertificateLoader.LoadCertificateFromFile(Path.Combine(platform.DataFolder, "ca.pem"));

    public static X509Certificate2 Certificate(DevPlatform platform, string caller) => X509Certificate2.CreateFromPemFile(
        Path.Combine(platform.CallersFolder, caller + ".pem"), Path.Combine(platform.CallersFolder, caller + ".key"));

    public static GrpcChannelOptions Options(DevPlatform platform, string caller)
    {
        var (certificate, authority) = (Certificate(platform, caller), Authority(platform));
        return new() { Address = platform.ApiOrigin, Certificate = () => certificate, Authorities = () => [authority] };
    }

    public static LedgerApiClient Client(DevPlatform platform, string caller) => new(Options(platform, caller));
}
