using System.Net;
using System.Security.Cryptography.X509Certificates;
using Croupier.Host.Certificates;
using Croupier.Host.Config;
using Croupier.Host.Data;
using Croupier.Kernel;
using Croupier.Kernel.Ports;
using Croupier.Platform.Log;
using Croupier.Platform.Log.Rabbit;
using Microsoft.Extensions.Logging;

namespace Croupier.Host.Serve;

/// <summary>
/// The command log as each role of this process may use it: under that role's own user, so that a producer's connection can append and read nothing. Brokers that want a
/// certificate from everybody are shown this process's.
/// </summary>
internal sealed class ServeLog(
    Configuration configuration, ServeSecrets secrets, CertificateFiles certificate, ServeDatabases databases, TimeProvider clock, ILoggerFactory loggers) : IAsyncDisposable
{
    private readonly Dictionary<Role, ICommandLog> logs = [];

    public ICommandLog Of(Role role)
    {
        if (!logs.TryGetValue(role, out var log))
        {
            log = configuration.Log.Kind == LogKind.Postgres
                ? new PostgresCommandLog(databases.Log[role], clock, loggers, configuration.Log.PostgresOptions)
                : new RabbitCommandLog(Rabbit(role), clock, loggers);
            logs.Add(role, log);
        }

        return log;
    }

    /// <summary>The brokers, as this role logs in there. The password is asked for before each connection.</summary>
    public RabbitConnectionOptions Rabbit(Role role)
    {
        var user = configuration.Log.Credentials[role].User;
        var password = secrets.LogPasswords[role];
        return Rabbit(configuration.Log.Rabbit, () => RabbitLogin.ByPassword(user, password.Current, certificate.Certificate()));
    }

    public static RabbitConnectionOptions Rabbit(RabbitSettings settings, Func<RabbitLogin> login) => new()
    {
        Endpoints = [.. settings.Hosts.Select(EndpointOf)],
        Login = login,
        VirtualHost = settings.VirtualHost,
        Authorities = settings is { Tls: true, Authority: { } file } ? [AuthorityIn(file)] : [],
    };

    public async ValueTask DisposeAsync()
    {
        foreach (var log in logs.Values.OfType<IAsyncDisposable>())
        {
            await log.DisposeAsync();
        }
    }

    private static DnsEndPoint EndpointOf(string host)
    {
        var colon = host.LastIndexOf(':');
        return new DnsEndPoint(host[..colon], int.Parse(host[(colon + 1)..], System.Globalization.CultureInfo.InvariantCulture));
    }

    private static X509Certificate2 AuthorityIn(string file)
    {
        try
        {
            return X509Certificate2.CreateFromPem(File.ReadAllText(file));
        }
        catch (Exception error) when (error is ArgumentException or System.Security.Cryptography.CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new EnvironmentException(ExitCode.Usage, $"log.rabbitmq.authority: {file} is no certificate in PEM: {error.Message}");
        }
    }
}
