namespace Croupier.Host.Config;

/// <summary>How secrets are read.</summary>
internal sealed record SecretsSettings(TimeSpan ReadEvery, TimeSpan CommandWithin, bool GroupReadable)
{
    public static SecretsSettings Read(ConfigurationSection root)
    {
        var section = root.Section("secrets", "How secrets are read, and read again while the process runs (also at SIGHUP).");
        return new SecretsSettings(
            section.One("read_every", Kinds.Time("1s", "1d"), TimeSpan.FromSeconds(30), "How often every secret is read again."),
            section.One("command_within", Kinds.Time("100ms", "2m"), TimeSpan.FromSeconds(10), "How long a command may take to print one."),
            section.One("group_readable", Kinds.Switch, false, "Whether files may also be readable by their group (0640, 0440), as Kubernetes mounts them for a process that is not root."));
    }
}
