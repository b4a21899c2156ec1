namespace Croupier.Platform.Fairness;

/// <summary>The role can't start with the sealing keys that it was given. The message says which, and never a key.</summary>
public sealed class SealingKeyException(string message) : Exception(message);
