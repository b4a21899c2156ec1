namespace Croupier.Rules.Drbg;

/// <summary>One CAVP case of HMAC_DRBG SHA-256. <see cref="EntropyInputReseed"/> is null in files without reseeding.</summary>
public sealed record CavpCase(
    string Section,
    int Count,
    bool PredictionResistance,
    byte[] EntropyInput,
    byte[] Nonce,
    byte[] PersonalizationString,
    byte[]? EntropyInputReseed,
    byte[] AdditionalInputReseed,
    IReadOnlyList<byte[]> AdditionalInputs,
    IReadOnlyList<byte[]> EntropyInputsPr,
    byte[] ReturnedBits)
{
    /// <summary>
    /// Runs the case as CAVP's DRBG validation prescribes: instantiate, reseed where the file has it, generate twice (each time with fresh entropy under
    /// prediction resistance), and compare what the second request returned.
    /// </summary>
    public bool Passes()
    {
        var drbg = new HmacDrbg(EntropyInput, Nonce, PersonalizationString);
        if (EntropyInputReseed is not null)
        {
            drbg.Reseed(EntropyInputReseed, AdditionalInputReseed);
        }

        var output = new byte[ReturnedBits.Length];
        for (var request = 0; request < 2; request++)
        {
            if (PredictionResistance)
            {
                drbg.GenerateWithPredictionResistance(output, EntropyInputsPr[request], AdditionalInputs[request]);
            }
            else
            {
                drbg.Generate(output, AdditionalInputs[request]);
            }
        }

        return output.AsSpan().SequenceEqual(ReturnedBits);
    }
}

/// <summary>
/// The cases of a CAVP response file for HMAC_DRBG (drbgvectors_no_reseed, _pr_false and _pr_true): the SHA-256 sections, and how many cases of other
/// functions were skipped. Throws <see cref="FormatException"/>, with the line, for text that is no such file.
/// </summary>
public sealed record CavpFile(IReadOnlyList<CavpCase> Cases, int SkippedCases)
{
    private const string Function = "SHA-256";

    public static CavpFile Parse(IEnumerable<string> lines)
    {
        var cases = new List<CavpCase>();
        var section = new Section();
        Draft? draft = null;
        var skipped = 0;
        var number = 0;
        foreach (var raw in lines)
        {
            number++;
            var line = raw.Trim();
            if (line.Length == 0 || line[0] == '#')
            {
                continue;
            }

            if (line[0] == '[')
            {
                Close();
                section = section.With(line, number);
                continue;
            }

            var (name, value) = Split(line, number);
            if (name == "COUNT")
            {
                Close();
                draft = new Draft(section, number, value);
                continue;
            }

            (draft ?? throw Wrong(number, $"'{name}' stands before the first COUNT")).Add(name, value, number);
        }

        Close();
        return cases.Count + skipped == 0 ? throw new FormatException("there is no COUNT line: not a CAVP response file") : new CavpFile(cases, skipped);

        void Close()
        {
            if (draft is null)
            {
                return;
            }

            if (draft.Section.Function is null)
            {
                throw Wrong(draft.Line, "the case stands before a [function] line");
            }

            if (draft.Section.Function == Function)
            {
                cases.Add(draft.ToCase());
            }
            else
            {
                skipped++;
            }

            draft = null;
        }
    }

    private static FormatException Wrong(int line, string what) => new($"line {line}: {what}");

    private static (string Name, string Value) Split(string line, int number)
    {
        var at = line.IndexOf('=', StringComparison.Ordinal);
        return at < 0 ? throw Wrong(number, "'name = value' is wanted") : (line[..at].Trim(), line[(at + 1)..].Trim());
    }

    /// <summary>What the bracketed lines before a case say. A line without "=" names the function and starts anew.</summary>
    private sealed record Section(string? Function = null, bool PredictionResistance = false, string Text = "")
    {
        public Section With(string line, int number)
        {
            if (line[^1] != ']')
            {
                throw Wrong(number, "']' is missing");
            }

            var inner = line[1..^1].Trim();
            if (!inner.Contains('=', StringComparison.Ordinal))
            {
                return new Section(inner, false, inner);
            }

            var (name, value) = Split(inner, number);
            var text = $"{Text}, {name} {value}";
            return name switch
            {
                "PredictionResistance" when bool.TryParse(value, out var resists) => this with { PredictionResistance = resists, Text = text },
                "PredictionResistance" => throw Wrong(number, $"PredictionResistance is True or False, not '{value}'"),
                _ => this with { Text = text },
            };
        }
    }

    /// <summary>A case while its lines come in. AdditionalInput and EntropyInputPR come twice, in the order of the requests.</summary>
    private sealed class Draft(Section section, int line, string count)
    {
        private readonly List<byte[]> additionalInputs = [];
        private readonly List<byte[]> entropyInputsPr = [];
        private readonly Dictionary<string, byte[]> single = [];

        public Section Section => section;

        public int Line => line;

        public void Add(string name, string value, int number)
        {
            byte[] bytes;
            try
            {
                bytes = Convert.FromHexString(value);
            }
            catch (FormatException)
            {
                throw Wrong(number, $"'{name}' is not hexadecimal");
            }

            switch (name)
            {
                case "AdditionalInput":
                    additionalInputs.Add(bytes);
                    break;
                case "EntropyInputPR":
                    entropyInputsPr.Add(bytes);
                    break;
                case "EntropyInput" or "Nonce" or "PersonalizationString" or "EntropyInputReseed" or "AdditionalInputReseed" or "ReturnedBits":
                    if (!single.TryAdd(name, bytes))
                    {
                        throw Wrong(number, $"'{name}' stands twice in a case");
                    }

                    break;
                default:
                    throw Wrong(number, $"'{name}' is not a field of this kind of file");
            }
        }

        public CavpCase ToCase()
        {
            if (!int.TryParse(count, out var number))
            {
                throw Wrong(line, $"COUNT '{count}' is no number");
            }

            if (additionalInputs.Count != 2)
            {
                throw Wrong(line, $"two AdditionalInput lines are wanted, the case has {additionalInputs.Count}");
            }

            if (entropyInputsPr.Count != (section.PredictionResistance ? 2 : 0))
            {
                throw Wrong(line, $"the case has {entropyInputsPr.Count} EntropyInputPR lines, which does not fit its PredictionResistance");
            }

            if (Need("EntropyInput").Length < HmacDrbg.MinEntropyBytes || Need("Nonce").Length < HmacDrbg.MinNonceBytes)
            {
                throw Wrong(line, "EntropyInput or Nonce is too short for a security strength of 256 bits");
            }

            if (Need("ReturnedBits").Length is 0 or > HmacDrbg.MaxBytesPerRequest)
            {
                throw Wrong(line, "ReturnedBits is empty or longer than a request may be");
            }

            var shortest = entropyInputsPr.Append(single.GetValueOrDefault("EntropyInputReseed") ?? Need("EntropyInput")).Min(e => e.Length);
            if (shortest < HmacDrbg.MinEntropyBytes)
            {
                throw Wrong(line, "an entropy input of a reseed is too short for a security strength of 256 bits");
            }

            return new CavpCase(
                section.Text,
                number,
                section.PredictionResistance,
                Need("EntropyInput"),
                Need("Nonce"),
                single.GetValueOrDefault("PersonalizationString", []),
                single.GetValueOrDefault("EntropyInputReseed"),
                single.GetValueOrDefault("AdditionalInputReseed", []),
                additionalInputs,
                entropyInputsPr,
                Need("ReturnedBits"));
        }

        private byte[] Need(string name) => single.TryGetValue(name, out var bytes) ? bytes : throw Wrong(line, $"the case has no {name}");
    }
}
