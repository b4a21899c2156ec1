using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Croupier.Host.Verbs;

/// <summary>What <c>croupier rng dump</c> is asked for.</summary>
internal sealed record RngDumpOptions(string What, string? Noise, ulong Range, long Bytes, long? Seed, string? Out)
{
    public const string Usage = "usage: croupier rng dump --raw | --scaled --range N | --seeds | --noise system|jitter, with --bytes N [--seed NUMBER] [--out FILE]";

    private const long MaxBytes = 1L << 40;
    private const ulong MaxRange = 1UL << 32;

    public static bool TryRead(string[] args, [NotNullWhen(true)] out RngDumpOptions? options, out string wrong)
    {
        options = null;
        string? what = null, noise = null, file = null;
        long? range = null, bytes = null, seed = null;
        wrong = "";
        for (var i = 0; i < args.Length && wrong.Length == 0; i++)
        {
            switch (args[i])
            {
                case "--raw" or "--scaled" or "--seeds" or "--noise" when what is not null:
                    wrong = $"{what} and {args[i]} are two dumps";
                    break;
                case "--raw" or "--scaled" or "--seeds":
                    what = args[i];
                    break;
                case "--noise":
                    (what, noise) = (args[i], Next(args, ref i));
                    wrong = noise is "system" or "jitter" ? "" : "--noise wants system or jitter";
                    break;
                case "--range":
                    range = Number(args, ref i, 1, (long)MaxRange, ref wrong);
                    break;
                case "--bytes":
                    bytes = Number(args, ref i, 1, MaxBytes, ref wrong);
                    break;
                case "--seed":
                    seed = Number(args, ref i, 0, long.MaxValue, ref wrong);
                    break;
                case "--out":
                    file = Next(args, ref i);
                    wrong = file is null ? "--out wants a file" : "";
                    break;
                default:
                    wrong = $"'{args[i]}' is not an option of rng dump";
                    break;
            }
        }

        wrong = wrong.Length > 0 ? wrong : Missing(what, range, bytes, seed);
        if (wrong.Length > 0)
        {
            return false;
        }

        options = new RngDumpOptions(what!, noise, (ulong)(range ?? 0), bytes!.Value, seed, file);
        return true;
    }

    private static string Missing(string? what, long? range, long? bytes, long? seed) => (what, range, bytes, seed) switch
    {
        (null, _, _, _) => "say what to dump",
        (_, _, null, _) => "--bytes is missing",
        ("--scaled", null, _, _) => "--scaled wants a --range",
        (not "--scaled", not null, _, _) => "--range belongs to --scaled",
        ("--seeds" or "--noise", _, _, not null) => "--seed belongs to --raw and --scaled",
        _ => "",
    };

    private static string? Next(string[] args, ref int i) => i + 1 < args.Length ? args[++i] : null;

    private static long? Number(string[] args, ref int i, long least, long most, ref string wrong)
    {
        var name = args[i];
        if (long.TryParse(Next(args, ref i), NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most)
        {
            return value;
        }

        wrong = $"{name} wants a whole number from {least} to {most}";
        return null;
    }
}
