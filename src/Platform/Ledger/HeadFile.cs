using System.Globalization;
using System.Text;

namespace Croupier.Platform.Ledger;

/// <summary>The published heads of one partition: <c>partition-N.jsonl</c>, appended to and flushed to the disk, never rewritten.</summary>
internal sealed class HeadFile(string folder, int partition)
{
    // A head is some 350 characters.
    private const int LongestLine = 4096;

    private readonly string path = Path.Combine(folder, $"partition-{partition}.jsonl");

    public bool Exists => File.Exists(path);

    public string Name => path;

    /// <summary>The partitions that have a file of heads in this folder.</summary>
    public static IEnumerable<int> PartitionsIn(string folder) => !Directory.Exists(folder)
        ? []
        : from file in Directory.EnumerateFiles(folder, "partition-*.jsonl")
          let digits = Path.GetFileNameWithoutExtension(file)["partition-".Length..]
          where int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out _)
          select int.Parse(digits, CultureInfo.InvariantCulture);

    public void Append(SignedHead head)
    {
        Directory.CreateDirectory(folder);
        using var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        file.SetLength(EndOfWholeLines(file));
        file.Seek(0, SeekOrigin.End);
        file.Write(Encoding.ASCII.GetBytes(head.ToLine() + "\n"));
        file.Flush(flushToDisk: true);
    }

    /// <summary>Every whole line, parsed; null where a line is none of ours. A torn last line was never relied on and is left out.</summary>
    public IEnumerable<SignedHead?> Read()
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var end = EndOfWholeLines(file);
        file.Seek(0, SeekOrigin.Begin);
        using var reader = new StreamReader(file, Encoding.ASCII);
        for (long read = 0; read < end;)
        {
            var line = reader.ReadLine()!;
            read += line.Length + 1;
            yield return SignedHead.Parse(line);
        }
    }

    /// <summary>The last whole line, parsed; null when there is none. Throws <see cref="FormatException"/> when it is none of ours.</summary>
    public SignedHead? Newest()
    {
        if (!Exists)
        {
            return null;
        }

        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var end = EndOfWholeLines(file);
        if (end == 0)
        {
            return null;
        }

        var line = new byte[Math.Min(end, LongestLine)];
        file.Seek(end - line.Length, SeekOrigin.Begin);
        file.ReadExactly(line);
        var text = Encoding.ASCII.GetString(line, 0, line.Length - 1);
        return SignedHead.Parse(text[(text.LastIndexOf('\n') + 1)..]) ?? throw new FormatException($"the last line of {path} is no signed head");
    }

    private static long EndOfWholeLines(FileStream file)
    {
        var end = file.Length;
        while (end > 0)
        {
            file.Seek(end - 1, SeekOrigin.Begin);
            if (file.ReadByte() == '\n')
            {
                break;
            }

            end--;
        }

        return end;
    }
}
