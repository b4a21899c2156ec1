using System.Buffers.Binary;

namespace Croupier.Verifier.Games;

/// <summary>docs/fairness.md, "Plinko".</summary>
internal sealed class Plinko : IRules
{
    private readonly byte pathBits;
    private readonly Dictionary<(byte Rows, byte Risk), uint[]> boards = [];

    private Plinko(ref RulesBytes bytes)
    {
        Game = KnownRules.Name(ref bytes);
        pathBits = bytes.U8();
        for (var left = bytes.U8(); left > 0; left--)
        {
            var (rows, risk) = (bytes.U8(), bytes.U8());
            var pays = new uint[rows + 1];
            for (var slot = 0; slot < pays.Length; slot++)
            {
                pays[slot] = bytes.U32();
            }

            boards[(rows, risk)] = pays;
        }

        bytes.End();
        if (pathBits != 16 || boards.Keys.Any(board => board.Rows > pathBits))
        {
            throw new FormatException("a path is not of 16 turns, or a board has more rows");
        }
    }

    public string Game { get; }

    public static Plinko Read(ref RulesBytes bytes) => new(ref bytes);

    public byte[] Draw(RoundStream stream)
    {
        var outcome = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(outcome, (ushort)stream.Below(1L << pathBits));
        return outcome;
    }

    public Int128 Payout(byte[] outcome, byte[] choice, long stake)
    {
        if (choice.Length != 2 || !boards.TryGetValue((choice[0], choice[1]), out var pays))
        {
            throw new FormatException("the choice is none of plinko");
        }

        var path = (uint)BinaryPrimitives.ReadUInt16BigEndian(outcome);
        var slot = uint.PopCount(path >> (pathBits - choice[0]));
        return stake % 100 == 0 ? (Int128)stake / 100 * pays[slot] : throw new FormatException("the stake is one that the game refuses: it is no multiple of 100 units");
    }
}
