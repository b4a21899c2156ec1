namespace Croupier.Host.Config;

/// <summary>The files of this process's certificate among its peers.</summary>
internal sealed record CertificateSettings(string Certificate, string Key, string Authorities, TimeSpan LookEvery)
{
    public static CertificateSettings Read(ConfigurationSection root)
    {
        var section = root.Section("certificates", "Who this process is to its peers. The files may be exchanged while it runs (`croupier certs`).");
        return new CertificateSettings(
            section.File("certificate", null, "The certificate, PEM; it names every role that runs here.", Need.Always)!,
            section.File("key", null, "Its private key, PEM, mode 0600.", Need.Always)!,
            section.File("authorities", null, "The authorities that peers' certificates must be from, PEM. No other counts.", Need.Always)!,
            section.One("look_every", Kinds.Time("1s", "1h"), TimeSpan.FromSeconds(10), "How often the files are looked at for newer ones."));
    }
}
