namespace Croupier.Host.Secrets;

/// <summary>A secret in the environment. It is there as long as the process is, for whoever may look into it: a file is better.</summary>
internal sealed class VariableSecret(string name) : ISecretSource
{
    public string Description => $"variable {name}";

    public Task<string> ReadAsync(CancellationToken cancellation) =>
        Task.FromResult(SecretSources.NotEmpty(SecretSources.WithoutLastLineEnd(Environment.GetEnvironmentVariable(name) ?? throw new SecretException("is not set"))));
}
