using System.Security.Cryptography;
using Croupier.Kernel.Commands;

namespace Croupier.Tests.System.Games;

/// <summary>The producers' keys of one test platform, derived from one secret.</summary>
internal sealed class TestKeys : IProducerKeys
{
    public const ushort Version = 1;

    private readonly byte[] secret = RandomNumberGenerator.GetBytes(32);

    public byte[] KeyOf(Caller caller) => HMACSHA256.HashData(secret, new[] { (byte)caller.Role, (byte)caller.Instance });

    public byte[]? Find(Caller caller, ushort keyVersion) => keyVersion == Version && caller.Role != Role.None ? KeyOf(caller) : null;
}
