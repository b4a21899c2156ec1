namespace Croupier.Host.Config;

/// <summary>
/// One key as it was read: where it stands, what it takes, and what it is. The effective configuration and the page docs/configuration.md are printed from these, so
/// neither can say what the reading does not do.
/// </summary>
internal sealed record ConfigurationEntry
{
    /// <summary>Keys from the outermost on.</summary>
    public required IReadOnlyList<string> Path { get; init; }

    public required string About { get; init; }

    /// <summary>What may be written: "a time of 1ms to 1h". Empty for a section.</summary>
    public string Expected { get; init; } = "";

    /// <summary>What it is when nothing is written, as YAML; null where there is nothing then.</summary>
    public string? Default { get; init; }

    public Need Need { get; init; } = Need.None;

    /// <summary>As YAML; for a secret where it comes from, never what it is. Null for a section, and where nothing is set.</summary>
    public string? Value { get; init; }

    /// <summary>A line, a variable, the command line, or "default".</summary>
    public string Origin { get; init; } = "";

    /// <summary>Null where no variable can set it: under a list.</summary>
    public string? Variable { get; init; }

    public bool IsSection { get; init; }

    public bool IsSecret { get; init; }

    public string Key => string.Join('.', Path);
}
