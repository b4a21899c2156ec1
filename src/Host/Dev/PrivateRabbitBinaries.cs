namespace Croupier.Host.Dev;

/// <summary>An installed RabbitMQ server: its own start scripts, not the system's wrappers, which change to another account; and Erlang's name server.</summary>
internal sealed record PrivateRabbitBinaries(string Server, string Control, string Epmd)
{
    private const string DebianFolder = "/usr/lib/rabbitmq/bin";

    public static PrivateRabbitBinaries Find()
    {
        var path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries);
        var folder = path.Prepend(DebianFolder).FirstOrDefault(one => File.Exists(Path.Combine(one, "rabbitmq-server")));
        var epmd = path.Append("/usr/bin").Select(one => Path.Combine(one, "epmd")).FirstOrDefault(File.Exists);
        return folder is not null && epmd is not null
            ? new PrivateRabbitBinaries(Path.Combine(folder, "rabbitmq-server"), Path.Combine(folder, "rabbitmqctl"), epmd)
            : throw new PrivateRabbitException("no RabbitMQ server is installed: install it (Debian, Ubuntu: apt-get install rabbitmq-server), version 3.10 or newer, and start again");
    }
}
