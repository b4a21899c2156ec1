using System.Globalization;
using System.Security.Cryptography;
using Croupier.Kernel;
using Croupier.Kernel.Bytes;

namespace Croupier.Platform.Ledger.Archive;

/// <summary>
/// The files of one partition: a statement (<c>.json</c>) beside each. A file counts once its statement is there, and the statement is written last. With no key given
/// signatures are not checked; hashes always are.
/// </summary>
internal sealed class ArchiveFolder(string root, int partition, IReadOnlyList<ECDsa> keys)
{
    private const string StatementExtension = ".json";

    private readonly string folder = Path.Combine(root, string.Create(CultureInfo.InvariantCulture, $"partition-{partition}"));

    public string PathOf(string name, string extension) => Path.Combine(folder, name + extension);

    /// <summary>A name that nobody else writes to, in the same folder, so that the finished file can be renamed.</summary>
    public string NewPath(string name)
    {
        Directory.CreateDirectory(folder);
        return Path.Combine(folder, $"{name}.{Guid.NewGuid():N}.new");
    }

    /// <summary>The files of blocks, in order. Throws <see cref="MalformedBytesException"/> for a statement that is none, or that no known key signed.</summary>
    public List<ArchivedFile> Files() => [.. Statements<ArchivedFile>("blocks-*").Where(file => file.Partition == partition).OrderBy(file => file.First)];

    /// <summary>The checkpoints, newest first. Throws as <see cref="Files"/> does.</summary>
    public List<SignedCheckpoint> Checkpoints() =>
        [.. Statements<SignedCheckpoint>("state-*").Where(checkpoint => checkpoint.Partition == partition).OrderByDescending(checkpoint => checkpoint.Sequence)];

    /// <summary>Puts a finished file into its place, and then its statement, each flushed with the folder that names it.</summary>
    public void Publish<T>(string finished, string extension, T statement)
        where T : ISignedStatement
    {
        File.Move(finished, PathOf(statement.Name, extension), overwrite: true);
        var aside = NewPath(statement.Name);
        using (var file = new FileStream(aside, FileMode.CreateNew, FileAccess.Write, FileShare.None))
        {
            file.Write(System.Text.Encoding.ASCII.GetBytes(SignedStatements.ToLine(statement) + "\n"));
            file.Flush(flushToDisk: true);
        }

        File.Move(aside, PathOf(statement.Name, StatementExtension), overwrite: true);
        DiskOrder.Flush(folder);
    }

    public void Remove(ISignedStatement statement, string extension)
    {
        File.Delete(PathOf(statement.Name, StatementExtension));
        File.Delete(PathOf(statement.Name, extension));
    }

    /// <summary>What was being written when a process ended is nobody's.</summary>
    public void RemoveUnfinished()
    {
        if (Directory.Exists(folder))
        {
            foreach (var unfinished in Directory.EnumerateFiles(folder, "*.new"))
            {
                File.Delete(unfinished);
            }
        }
    }

    /// <summary>Throws <see cref="MalformedBytesException"/> unless the file is there and has this hash.</summary>
    public string ExpectHash(ISignedStatement statement, string extension, string sha256)
    {
        var path = PathOf(statement.Name, extension);
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16);
        var found = Convert.ToHexStringLower(SHA256.HashData(file));
        return found == sha256 ? path : throw new MalformedBytesException($"{path} has SHA-256 {found}, and its statement says {sha256}");
    }

    private IEnumerable<T> Statements<T>(string pattern)
        where T : class, ISignedStatement
    {
        if (!Directory.Exists(folder))
        {
            yield break;
        }

        foreach (var path in Directory.EnumerateFiles(folder, pattern + StatementExtension))
        {
            var statement = SignedStatements.Parse<T>(File.ReadAllText(path)) ?? throw new MalformedBytesException($"{path} is no statement of an archive");
            if (keys.Count > 0 && !keys.Any(statement.IsSignedBy))
            {
                throw new MalformedBytesException($"{path} is not signed by a key that this ledger knows");
            }

            if (statement.Name + StatementExtension != Path.GetFileName(path))
            {
                throw new MalformedBytesException($"{path} is the statement of {statement.Name}");
            }

            yield return statement;
        }
    }
}
