namespace Croupier.Tests.System.Secrets;

/// <summary>A folder of one test's secrets, removed with it.</summary>
internal sealed class SecretFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("croupier-secrets-").FullName;

    public string File(string name) => global::System.IO.Path.Combine(Path, name);

    /// <summary>A file that its owner alone may read.</summary>
    public string Write(string name, string content)
    {
        Host.Secrets.PrivateFile.Write(File(name), content);
        return File(name);
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
