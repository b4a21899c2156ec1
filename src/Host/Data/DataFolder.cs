using System.Globalization;
using Croupier.Kernel;

namespace Croupier.Host.Data;

/// <summary>
/// The folder in which <c>start-dev</c> keeps everything: the PostgreSQL cluster, secrets, the certificate, signed heads. Private to its owner
/// (0711 on the folder itself, because the database server runs as another user when we are root; 0600 on each secret), stamped with its layout
/// version, and locked while a process uses it.
/// </summary>
public sealed class DataFolder : IDisposable
{
    /// <summary>Raised when a new version could not be read by this one.</summary>
    public const int LayoutVersion = 2;

    private const UnixFileMode OwnerOnlyButPassable =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    private readonly FileStream lockFile;

    private DataFolder(string path, FileStream lockFile)
    {
        Path = path;
        this.lockFile = lockFile;
    }

    public string Path { get; }

    public string HeadsFolder => System.IO.Path.Combine(Path, "heads");

    /// <summary>Blocks that have left the database.</summary>
    public string ArchiveFolder => System.IO.Path.Combine(Path, "archive");

    public string PostgresFolder => System.IO.Path.Combine(Path, "postgres");

    /// <summary>Opens or makes the folder. Throws <see cref="EnvironmentException"/> when it is from a newer version, in use, or unusable.</summary>
    public static DataFolder Open(string path)
    {
        var full = System.IO.Path.GetFullPath(path);
        try
        {
            Directory.CreateDirectory(full, OwnerOnlyButPassable);
            CheckVersion(full);
            return new DataFolder(full, Lock(full));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new EnvironmentException(ExitCode.DataFolderUnusable, $"the data folder {full} cannot be used ({error.Message}); choose another with --data");
        }
    }

    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Reads a file that only its owner may read, or makes it. Written aside and renamed, so that a crash leaves no half of it.</summary>
    public byte[] ReadOrCreateSecret(string name, Func<byte[]> create)
    {
        var file = File(name);
        if (System.IO.File.Exists(file))
        {
            return System.IO.File.ReadAllBytes(file);
        }

        var content = create();
        WriteSecret(name, content);
        return content;
    }

    public void WriteSecret(string name, byte[] content)
    {
        var aside = File(name + ".new");
        var options = new FileStreamOptions
        {
            Mode = FileMode.Create,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        };
        using (var stream = new FileStream(aside, options))
        {
            stream.Write(content);
            stream.Flush(flushToDisk: true);
        }

        System.IO.File.Move(aside, File(name), overwrite: true);
    }

    public void Dispose() => lockFile.Dispose();

    private static void CheckVersion(string folder)
    {
        var file = System.IO.Path.Combine(folder, "version");
        if (!System.IO.File.Exists(file))
        {
            System.IO.File.WriteAllText(file, LayoutVersion.ToString(CultureInfo.InvariantCulture));
            return;
        }

        var text = System.IO.File.ReadAllText(file).Trim();
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var version))
        {
            throw new EnvironmentException(ExitCode.DataFolderUnusable, $"{file} does not hold a version number; this is no data folder of Croupier");
        }

        if (version < LayoutVersion)
        {
            throw new EnvironmentException(
                ExitCode.DataFolderUnusable,
                $"the data folder {folder} has layout {version}, from before the ledger's bytes were fixed, and this version reads {LayoutVersion}; remove it, or choose another folder with --data");
        }

        if (version > LayoutVersion)
        {
            throw new EnvironmentException(
                ExitCode.DataFromNewerVersion,
                $"the data folder {folder} was written by a newer version (layout {version}, this one knows {LayoutVersion}); update Croupier, or choose another folder with --data");
        }
    }

    private static FileStream Lock(string folder)
    {
        try
        {
            return new FileStream(System.IO.Path.Combine(folder, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            throw new EnvironmentException(
                ExitCode.DataFolderUnusable, $"the data folder {folder} is in use by another process; stop that one, or choose another folder with --data");
        }
    }
}
