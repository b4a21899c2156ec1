namespace Croupier.Tests.System.Faults;

/// <summary>Something that happens to a part of the cluster.</summary>
/// <param name="Name">What and to whom.</param>
/// <param name="StrikeAsync">Does it. Returns when the platform may be expected to recover: at once after a kill, at the end of a halt or a cut, and when there is a database again.</param>
/// <param name="Limit">How long after that the first new bet may take to settle; null: as long as it takes.</param>
internal sealed record Fault(string Name, Func<Random, Task> StrikeAsync, TimeSpan? Limit);
