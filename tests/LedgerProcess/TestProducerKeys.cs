using System.Security.Cryptography;
using System.Text;
using Croupier.Kernel;
using Croupier.Kernel.Commands;

namespace Croupier.Tests.LedgerProcess;

/// <summary>A key for each producer, derived from its name: every process of a test knows all of them.</summary>
public sealed class TestProducerKeys : IProducerKeys
{
    public byte[]? Find(Caller caller, ushort keyVersion) =>
        keyVersion == 1 ? SHA256.HashData(Encoding.ASCII.GetBytes($"test key of {caller}")) : null;
}
