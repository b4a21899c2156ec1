using Croupier.Kernel;
using Croupier.Kernel.Blocks;
using Croupier.Kernel.Bytes;
using Croupier.Kernel.Commands;

namespace Croupier.Tests.LedgerProcess;

/// <summary>A stored result as one line of text: its block and entry, the caller, the command and what was decided.</summary>
public static class ResultLine
{
    public const string Prefix = "result ";

    public static string Write(Caller caller, StoredResult result)
    {
        var writer = new ByteWriter();
        writer.I64(result.BlockSequence);
        writer.I32(result.EntryIndex);
        new BlockEntry(caller, result.Command, result.Result).Write(writer);
        return Prefix + Convert.ToBase64String(writer.Written);
    }

    public static (Caller Caller, StoredResult Result) Read(string line)
    {
        var reader = new ByteReader(Convert.FromBase64String(line[Prefix.Length..]));
        var (block, index) = (reader.I64(), reader.I32());
        var entry = BlockEntry.Read(ref reader);
        reader.ExpectEnd();
        return (entry.Caller, new StoredResult(entry.Command.Id, entry.Command.Player, block, index, entry.Command, entry.Result));
    }
}
