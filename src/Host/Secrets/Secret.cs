using System.Security.Cryptography;
using System.Text;
using Croupier.Host.Data;
using Croupier.Kernel;

namespace Croupier.Host.Secrets;

/// <summary>A secret that may change while the process runs: whoever needs it asks for <see cref="Current"/> each time.</summary>
internal sealed class Secret<T> : WatchedSecret
    where T : class
{
    private readonly ISecretSource source;
    private readonly Func<string, T> read;
    private volatile T? current;
    private byte[] seen = [];

    public Secret(string key, ISecretSource source, Func<string, T> read)
        : base(key)
    {
        this.source = source;
        this.read = read;
    }

    public T Current => current ?? throw new InvalidOperationException($"{Key} was not read");

    /// <summary>After a changed value is there.</summary>
    public event Action? Changed;

    /// <summary>True when it is another than before. Throws, and keeps what it was, when it can't be had or is none.</summary>
    public override async Task<bool> ReadAsync(CancellationToken cancellation)
    {
        try
        {
            var text = await source.ReadAsync(cancellation);
            var hash = SHA256.HashData(Encoding.UTF8.GetBytes(text));
            if (seen.AsSpan().SequenceEqual(hash))
            {
                return false;
            }

            var isFirst = current is null;
            current = read(text);
            seen = hash;
            if (!isFirst)
            {
                Changed?.Invoke();
            }

            return !isFirst;
        }
        catch (SecretException wrong)
        {
            throw new SecretException($"{Key} ({source.Description}) {wrong.Message}", wrong.InnerException);
        }
        catch (DevelopmentSecretException wrong)
        {
            throw new EnvironmentException(ExitCode.DevelopmentRefused, $"{Key} ({source.Description}) {wrong.Message}");
        }
    }
}

/// <summary>What the store knows of a secret of any type.</summary>
internal abstract class WatchedSecret(string key)
{
    /// <summary>The configuration's key, for messages.</summary>
    public string Key { get; } = key;

    public abstract Task<bool> ReadAsync(CancellationToken cancellation);
}
