namespace Croupier.Platform.Identity;

/// <summary>More passwords are waiting to be hashed than the role lets wait. Becomes <see cref="Croupier.Kernel.Status.Busy"/> where the role is called.</summary>
internal sealed class BusyException() : Exception("too many passwords are waiting to be hashed");
