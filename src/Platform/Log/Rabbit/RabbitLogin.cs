using System.Security.Cryptography.X509Certificates;

namespace Croupier.Platform.Log.Rabbit;

/// <summary>Who we are to the broker: a user with a password, or the user that a client certificate names (mechanism EXTERNAL). No record, so that no secret is printed.</summary>
public sealed class RabbitLogin
{
    private RabbitLogin(string? user, string? password, X509Certificate2? certificate) => (User, Password, Certificate) = (user, password, certificate);

    public string? User { get; }

    public string? Password { get; }

    public X509Certificate2? Certificate { get; }

    /// <summary>The certificate is shown to a broker that wants one from everybody.</summary>
    public static RabbitLogin ByPassword(string user, string password, X509Certificate2? certificate = null) => new(user, password, certificate);

    public static RabbitLogin ByCertificate(X509Certificate2 certificate) => new(null, null, certificate);
}
