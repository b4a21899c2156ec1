namespace Croupier.Kernel.Commands;

/// <summary>A command, and the gateway's word for it where there is one.</summary>
public readonly record struct AttestedCommand(Command Command, Attestation? Attestation);
