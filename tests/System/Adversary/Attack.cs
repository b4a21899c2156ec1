namespace Croupier.Tests.System.Adversary;

/// <summary>One thing that somebody may try, and the status that it gets.</summary>
internal sealed record Attack(string Name, Status Expected, Func<Scene, Task<Status>> Try);
