using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Croupier.Host.Dev;

/// <summary>What is written into the files of a private RabbitMQ. Pure.</summary>
internal static class PrivateRabbitSettings
{
    private const int LargestMessage = 16 * 1024 * 1024;

    public static string NodeName(int node) => string.Create(CultureInfo.InvariantCulture, $"croupier{node}@localhost");

    /// <summary>rabbitmq.conf of one node.</summary>
    public static string Conf(PrivateRabbitOptions options, int port, string definitionsFile)
    {
        var lines = new List<string>
        {
            $"load_definitions = {definitionsFile}",
            string.Create(CultureInfo.InvariantCulture, $"vm_memory_high_watermark.absolute = {options.MemoryMb}MB"),
            "disk_free_limit.absolute = 100MB",
            string.Create(CultureInfo.InvariantCulture, $"max_message_size = {LargestMessage}"),
            "log.file.level = warning",
            "log.console = false",
        };
        if (options.Tls is { } tls)
        {
            lines.AddRange(
            [
                "listeners.tcp = none",
                string.Create(CultureInfo.InvariantCulture, $"listeners.ssl.1 = 127.0.0.1:{port}"),
                $"ssl_options.cacertfile = {tls.AuthorityFile}",
                $"ssl_options.certfile = {tls.CertificateFile}",
                $"ssl_options.keyfile = {tls.KeyFile}",
                "ssl_options.verify = verify_peer",
                $"ssl_options.fail_if_no_peer_cert = {(tls.DemandCertificate ? "true" : "false")}",
                "ssl_options.versions.1 = tlsv1.3",
                "ssl_options.versions.2 = tlsv1.2",
            ]);
            if (tls.LoginByCertificate)
            {
                lines.AddRange(
                [
                    "auth_mechanisms.1 = EXTERNAL",
                    "auth_mechanisms.2 = PLAIN",
                    "ssl_cert_login_from = subject_alternative_name",
                    "ssl_cert_login_san_type = uri",
                    "ssl_cert_login_san_index = 0",
                ]);
            }
        }
        else
        {
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"listeners.tcp.1 = 127.0.0.1:{port}"));
        }

        if (options.Nodes > 1)
        {
            lines.Add("cluster_partition_handling = pause_minority");
            lines.Add("cluster_formation.peer_discovery_backend = classic_config");
            lines.AddRange(Enumerable.Range(1, options.Nodes).Select(node => string.Create(CultureInfo.InvariantCulture, $"cluster_formation.classic_config.nodes.{node} = {NodeName(node)}")));
        }

        return string.Concat(lines.Select(line => line + "\n"));
    }

    public static string Plugins(PrivateRabbitOptions options) => options.Tls is { LoginByCertificate: true } ? "[rabbitmq_auth_mechanism_ssl]." : "[].";

    /// <summary>The users and what they may do, as the broker reads it at each start and when it is told to.</summary>
    public static string Definitions(IEnumerable<PrivateRabbitUser> users) => JsonSerializer.Serialize(new
    {
        vhosts = new[] { new { name = "/" } },
        users = users.Select(user => new { name = user.Name, password_hash = HashOf(user.Password), hashing_algorithm = "rabbit_password_hashing_sha256", tags = "" }),
        permissions = users.Select(user => new { user = user.Name, vhost = "/", configure = user.Rights.Configure, write = user.Rights.Write, read = user.Rights.Read }),
    });

    /// <summary>RabbitMQ's own form: four bytes of salt, then SHA-256 over salt and password. An empty one lets nobody in.</summary>
    private static string HashOf(string? password)
    {
        if (password is null)
        {
            return "";
        }

        var salt = RandomNumberGenerator.GetBytes(4);
        return Convert.ToBase64String([.. salt, .. SHA256.HashData([.. salt, .. Encoding.UTF8.GetBytes(password)])]);
    }
}
