namespace Croupier.Host.Config;

/// <summary>Where a secret is: a file, a variable of the environment, or what a command prints. One of the three is not null.</summary>
internal sealed record SecretReference
{
    private SecretReference()
    {
    }

    public string? File { get; private init; }

    public string? Variable { get; private init; }

    /// <summary>The program and its arguments.</summary>
    public IReadOnlyList<string>? Command { get; private init; }

    public static SecretReference OfFile(string path) => new() { File = path };

    public static SecretReference OfVariable(string name) => new() { Variable = name };

    public static SecretReference OfCommand(IReadOnlyList<string> words) => new() { Command = words };

    /// <summary>For messages. Of a command only the program: its arguments may hold what opens the secret.</summary>
    public string Describe() =>
        File is not null ? $"file {File}" : Variable is not null ? $"variable {Variable}" : $"command {Command![0]}";

    /// <summary>As YAML, for the effective configuration.</summary>
    public string Masked() =>
        File is not null ? $"{{file: {Kinds.Quoted(File)}}}"
        : Variable is not null ? $"{{env: {Kinds.Quoted(Variable)}}}"
        : $"{{command: [{Kinds.Quoted(Command![0])}{(Command.Count > 1 ? ", \"***\"" : "")}]}}";

    public override string ToString() => Describe();
}
