namespace Croupier.Host.Migrate;

/// <summary>Something outside this process that has a shape of ours: databases with users and schemas, a broker with streams. <c>croupier migrate</c> makes it; nobody else does.</summary>
internal interface ITopology
{
    /// <summary>What is there, as those who will use it see it. Changes nothing.</summary>
    Task<IReadOnlyList<TopologyLine>> StatusAsync(CancellationToken cancellation);

    /// <summary>Makes what is missing and brings the rest up to this version. Run again, it changes nothing but passwords that were exchanged. Says what it does.</summary>
    Task UpAsync(TextWriter output, CancellationToken cancellation);
}

/// <summary>The state of one part.</summary>
internal sealed record TopologyLine(string What, string State, bool IsCurrent);
