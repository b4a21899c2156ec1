namespace Croupier.Kernel;

/// <summary>A role can't go on: what its <c>Completion</c> faults with. The process ends with <see cref="Code"/>.</summary>
public sealed class RoleStoppedException(ExitCode code, string reason, Exception? cause = null) : Exception(reason, cause)
{
    public ExitCode Code { get; } = code;
}
