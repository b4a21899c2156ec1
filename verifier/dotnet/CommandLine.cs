namespace Croupier.Verifier;

/// <summary>
/// <c>Croupier.Verifier EXPORT.json… [--keys KEYS.json] [--vectors VECTORS.json]</c>. Exit codes: 0 everything that could be checked agrees, 1 something does not,
/// 2 a file can't be read or the command is wrong. What could not be checked is listed, and is no difference.
/// </summary>
public static class CommandLine
{
    public const int Agrees = 0;
    public const int Differs = 1;
    public const int Unusable = 2;

    private const string Usage =
        """
        usage: Croupier.Verifier EXPORT.json… [--keys KEYS.json] [--vectors VECTORS.json]
          EXPORT.json    what GET /api/v1/fairness/export gave; several pages may be named
          --keys         keys that you trust, as GET /.well-known/receipt-keys.json gave them; without it the export's own
          --vectors      derive the public vectors (docs/fairness-vectors.json) again
        exit codes: 0 all agrees, 1 something does not, 2 a file can't be read
        """;

    public static int Run(string[] args, TextWriter output, TextWriter error)
    {
        ArgumentNullException.ThrowIfNull(args);
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(error);
        var (exports, keys, vectors) = (new List<string>(), (string?)null, (string?)null);
        for (var i = 0; i < args.Length; i++)
        {
            switch (args[i])
            {
                case "--keys" when i + 1 < args.Length && keys is null:
                    keys = args[++i];
                    break;
                case "--vectors" when i + 1 < args.Length && vectors is null:
                    vectors = args[++i];
                    break;
                case ['-', ..]:
                    error.WriteLine(Usage);
                    return Unusable;
                default:
                    exports.Add(args[i]);
                    break;
            }
        }

        if (exports.Count == 0 && vectors is null)
        {
            error.WriteLine(Usage);
            return Unusable;
        }

        try
        {
            var trusted = keys is null ? null : ReceiptKeys.Parse(File.ReadAllText(keys));
            var agrees = vectors is null || Report(Vectors.Check(File.ReadAllText(vectors)), vectors, output);
            foreach (var file in exports)
            {
                agrees &= Report(Verification.Of(Export.Parse(File.ReadAllText(file)), trusted), file, output);
            }

            return agrees ? Agrees : Differs;
        }
        catch (Exception wrong) when (wrong is FormatException or IOException or UnauthorizedAccessException)
        {
            error.WriteLine(wrong.Message);
            return Unusable;
        }
    }

    private static bool Report(Findings findings, string file, TextWriter output)
    {
        foreach (var difference in findings.Differences)
        {
            output.WriteLine($"DIFFERS      {difference}");
        }

        foreach (var unchecked_ in findings.NotChecked)
        {
            output.WriteLine($"not checked  {unchecked_}");
        }

        output.WriteLine($"{file}: {findings.Summary}");
        return findings.Differences.Count == 0;
    }
}
