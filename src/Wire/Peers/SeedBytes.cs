using Croupier.Kernel;
using Croupier.Kernel.Bytes;
using Croupier.Kernel.Ports;

namespace Croupier.Wire.Peers;

/// <summary>The question for a chain's seeds (player, chain) and its answer (status (2), server seed, client seed, short bytes each) as bodies of calls.</summary>
public static class SeedBytes
{
    public static void Write(ByteWriter writer, PlayerId player, ChainId chain)
    {
        writer.Id(player.Value);
        writer.Id(chain.Value);
    }

    public static (PlayerId Player, ChainId Chain) ReadQuestion(ref ByteReader reader) => (new PlayerId(reader.Id()), new ChainId(reader.Id()));

    public static void Write(ByteWriter writer, Status status, ActiveSeeds? seeds)
    {
        writer.U16((ushort)status);
        writer.ShortBytes(seeds is null ? [] : seeds.ServerSeed.Span);
        writer.ShortBytes(seeds is null ? [] : seeds.ClientSeed.Span);
    }

    public static (Status Status, ActiveSeeds? Seeds) ReadAnswer(ref ByteReader reader)
    {
        var status = (Status)reader.U16();
        var (server, client) = (reader.ShortBytes().ToArray(), reader.ShortBytes().ToArray());
        return (status, status == Status.Accepted ? new ActiveSeeds(server, client) : null);
    }
}
