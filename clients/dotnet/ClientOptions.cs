using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Croupier.Wire.Frames;

namespace Croupier.Client;

/// <summary>Where the platform is, and how it is spoken to.</summary>
public sealed record ClientOptions
{
    /// <summary>The platform's origin, <c>https://host:port</c>.</summary>
    public required Uri Origin { get; init; }

    /// <summary>
    /// Origins of other gateways of the same platform. When one can't be reached, is lost or goes away, the next is tried, each in its turn; the API is asked at
    /// <see cref="Origin"/>.
    /// </summary>
    public IReadOnlyList<Uri> OtherOrigins { get; init; } = [];

    public FrameKind Kind { get; init; } = FrameKind.Binary;

    /// <summary>Null: the machine's own trust. There is no way to accept every certificate; for a development certificate see <see cref="Pin"/>.</summary>
    public RemoteCertificateValidationCallback? ServerCertificate { get; init; }

    /// <summary>How long an answer may take before the connection counts as lost.</summary>
    public TimeSpan AnswerWithin { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How often one command is sent, at most; every time with the same id. With pauses of up to two seconds that is minutes.</summary>
    public int MaxAttempts { get; init; } = 60;

    /// <summary>A fresh access token of the same session, for a connection that has to be made anew or kept open beyond its token; null: the first one is used until it expires.</summary>
    public Func<CancellationToken, Task<string>>? FreshAccessToken { get; init; }

    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Accepts exactly this certificate, whoever signed it.</summary>
    public static RemoteCertificateValidationCallback Pin(X509Certificate2 certificate)
    {
        var pinned = certificate.RawDataMemory.ToArray();
        return (_, presented, _, _) => presented is not null && pinned.AsSpan().SequenceEqual(presented.GetRawCertData());
    }

    /// <summary>The gateways, beginning with <see cref="Origin"/>; <paramref name="turn"/> counts on past the last to the first.</summary>
    internal Uri PlayUri(int turn)
    {
        var at = (int)((uint)turn % (OtherOrigins.Count + 1));
        return new UriBuilder(at == 0 ? Origin : OtherOrigins[at - 1]) { Scheme = "wss", Path = "/play" }.Uri;
    }
}
