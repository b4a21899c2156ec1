namespace Croupier.Tests.Unit.Compliance;

/// <summary>A row of what laboratories and regulators ask for: its id in traits, the clauses it comes from (numbers only; no text of a standard), and what it asks in our own words.</summary>
internal sealed record Requirement(string Id, string Clauses, string Asked);

/// <summary>A chapter of rows, as the page shows them.</summary>
internal sealed record Chapter(string Title, IReadOnlyList<Requirement> Rows);
