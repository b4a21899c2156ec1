using System.Text;

namespace Croupier.Host.Secrets;

/// <summary>A secret in a file that nobody else may read.</summary>
internal sealed class FileSecret(string path, bool groupReadable) : ISecretSource
{
    public string Description => $"file {path}";

    public async Task<string> ReadAsync(CancellationToken cancellation)
    {
        try
        {
            await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            PrivateFile.Expect(file.SafeFileHandle, path, groupReadable);
            if (file.Length > SecretSources.LargestBytes)
            {
                throw new SecretException($"has more than {SecretSources.LargestBytes} bytes");
            }

            using var reader = new StreamReader(file, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true));
            return SecretSources.NotEmpty(SecretSources.WithoutLastLineEnd(await reader.ReadToEndAsync(cancellation)));
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new SecretException("is not there", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new SecretException("cannot be read by this user", error);
        }
        catch (DecoderFallbackException error)
        {
            throw new SecretException("is no text: write keys as hexadecimal digits or base64", error);
        }
    }
}
