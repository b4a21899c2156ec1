using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Croupier.Host.Secrets;

/// <summary>
/// Whether a file that is open is private: mode 0600 or stricter, owned by this user or root. Asked of the open file and not of its path, so that what is judged is what is
/// read. Access lists show in the group's bits, so they count too.
/// </summary>
internal static class PrivateFile
{
    private const UnixFileMode ForOthers = UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute;

    /// <summary>Throws <see cref="SecretException"/> with what to do.</summary>
    public static void Expect(SafeFileHandle file, string path, bool groupReadable)
    {
        var mode = File.GetUnixFileMode(file);
        var tooMuch = mode & (groupReadable ? ForOthers : ForOthers | UnixFileMode.GroupRead);
        if (tooMuch != UnixFileMode.None)
        {
            throw new SecretException($"may be read or written by others (mode {Convert.ToString((int)mode, 8).PadLeft(4, '0')}): chmod {(groupReadable ? "640" : "600")} {path}");
        }

        if (OwnerOf(file) is { } owner && owner != 0 && owner != UserId())
        {
            throw new SecretException($"belongs to user {owner}, who is neither this one ({UserId()}) nor root: whoever owns it can change it");
        }
    }

    /// <summary>Written aside with mode 0600 and renamed, so that nobody ever finds half of it, or finds it open.</summary>
    public static void Write(string path, string text)
    {
        var aside = path + ".new";
        File.Delete(aside);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite };
        using (var stream = new FileStream(aside, options))
        {
            stream.Write(System.Text.Encoding.UTF8.GetBytes(text));
            stream.Flush(flushToDisk: true);
        }

        File.Move(aside, path, overwrite: true);
    }

    /// <summary>Null where the system has no such call; a file that only its owner may read, and that we could open, is then ours or we are root.</summary>
    private static uint? OwnerOf(SafeFileHandle file)
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        // struct statx (linux/stat.h) has one layout on every processor: the owner's number stands at byte 20.
        const int EmptyPath = 0x1000;
        const uint WantOwner = 0x8;
        const int OwnerAt = 20;
        var answer = new byte[256];
        var descriptor = (int)file.DangerousGetHandle();
        return StatX(descriptor, [0], EmptyPath, WantOwner, answer) == 0 ? BinaryPrimitives.ReadUInt32LittleEndian(answer.AsSpan(OwnerAt)) : null;
    }

    [DllImport("libc", EntryPoint = "statx")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int StatX(int descriptor, byte[] path, int flags, uint mask, [Out] byte[] answer);

    [DllImport("libc", EntryPoint = "geteuid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern uint UserId();
}
