using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Croupier.Kernel;

namespace Croupier.Rules;

/// <summary>
/// Seeds of chains for simulations, recorded rounds and public vectors: a function of a seed and the number of the chain, the same for ever. Anybody can work
/// them out, so no round with a stake may ever use them.
/// </summary>
public sealed record SampleSeeds(ReadOnlyMemory<byte> Server, ReadOnlyMemory<byte> Client, ChainId Chain)
{
    /// <summary>SHA-256 of seed (8) ‖ number (8) ‖ a label, one label a value.</summary>
    public static SampleSeeds Of(long seed, long number)
    {
        return new(Derive("server"), Derive("client"), new ChainId(new Guid(Derive("chain").AsSpan(0, 16), bigEndian: true)));

        byte[] Derive(string label)
        {
            var input = new byte[16 + label.Length];
            BinaryPrimitives.WriteInt64BigEndian(input, seed);
            BinaryPrimitives.WriteInt64BigEndian(input.AsSpan(8), number);
            Encoding.ASCII.GetBytes(label, input.AsSpan(16));
            return SHA256.HashData(input);
        }
    }

    public RoundStream Open(IGame game, long nonce) => RoundStream.Open(Server.Span, Client.Span, Chain, nonce, game.Id, game.RulesHash);
}
