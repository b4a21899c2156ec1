using System.Security.Cryptography;

namespace Croupier.Platform.Tokens;

/// <summary>A signature algorithm of RFC 7518 §3.4: ECDSA over one curve with one hash, the signature as R ‖ S.</summary>
internal sealed record JwsAlgorithm(string Name, HashAlgorithmName Hash, int SignatureBytes)
{
    /// <summary>P-256 with SHA-256: the only one that this platform signs or accepts.</summary>
    public static readonly JwsAlgorithm Es256 = new("ES256", HashAlgorithmName.SHA256, 64);
}
