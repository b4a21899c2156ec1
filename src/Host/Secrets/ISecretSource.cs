namespace Croupier.Host.Secrets;

/// <summary>The one port through which secrets come: a file, a variable, what a command prints. Read anew each time.</summary>
internal interface ISecretSource
{
    /// <summary>Where it is, for messages.</summary>
    string Description { get; }

    /// <summary>The secret without a last line's end. Throws <see cref="SecretException"/>, whose message never holds it.</summary>
    Task<string> ReadAsync(CancellationToken cancellation);
}
