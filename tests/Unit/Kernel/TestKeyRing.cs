using System.Security.Cryptography;
using System.Text;
using Croupier.Kernel.Commands;

namespace Croupier.Tests.Unit.Kernel;

/// <summary>A key for each producer but those of no role, of version 1 only.</summary>
internal sealed class TestKeyRing : IProducerKeys
{
    public byte[]? Find(Caller caller, ushort keyVersion) => keyVersion == 1 && caller.Role != Role.None ? KeyOf(caller) : null;

    public static byte[] KeyOf(Caller caller) => SHA256.HashData(Encoding.ASCII.GetBytes($"{(byte)caller.Role}/{caller.Instance}"));

    public static Attestor AttestorOf(uint gateway = 1) => new(gateway, 1, KeyOf(new Caller(Role.Gateway, gateway)));
}
