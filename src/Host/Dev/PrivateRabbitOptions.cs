using Croupier.Platform.Log.Rabbit;

namespace Croupier.Host.Dev;

/// <summary>Where a private RabbitMQ keeps its data, who may log in, and how much of the machine it may use.</summary>
public sealed record PrivateRabbitOptions
{
    /// <summary>The folder that belongs to these nodes alone: <c>n1/</c>, …, the cookie (mode 0600), the users' file and the logs.</summary>
    public required string DataFolder { get; init; }

    /// <summary>One, or three for a cluster that goes on without one of them.</summary>
    public int Nodes { get; init; } = 1;

    /// <summary>Null: plain text on the loopback interface.</summary>
    public PrivateRabbitTls? Tls { get; init; }

    /// <summary>There is no other user: the broker's usual guest is not made.</summary>
    public IReadOnlyList<PrivateRabbitUser> Users { get; init; } = [];

    /// <summary>How much RAM a node may have before it takes no more publications.</summary>
    public int MemoryMb { get; init; } = 1024;

    /// <summary>A node that says nothing for about this long counts as gone to the others.</summary>
    public int SilenceSeconds { get; init; } = 4;

    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>How long an orderly shutdown may take before a node is ended the hard way.</summary>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(20);
}

/// <summary>The nodes' certificate and key (PEM files), and the authorities of clients' certificates.</summary>
/// <param name="DemandCertificate">A client without a certificate of these authorities is turned away, password or not.</param>
/// <param name="LoginByCertificate">A client may log in as the user that the first URI of its certificate names.</param>
public sealed record PrivateRabbitTls(string CertificateFile, string KeyFile, string AuthorityFile, bool DemandCertificate, bool LoginByCertificate);

/// <summary>A user of the broker. Without a password, one that logs in by certificate only.</summary>
public sealed class PrivateRabbitUser(string name, string? password, RabbitRights rights)
{
    public string Name { get; } = name;

    public string? Password { get; } = password;

    public RabbitRights Rights { get; } = rights;
}
