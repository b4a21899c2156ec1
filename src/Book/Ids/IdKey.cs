using System.Runtime.InteropServices;
using Croupier.Kernel;

namespace Croupier.Book.Ids;

/// <summary>
/// A command's id in the scope of its player. Clients choose ids, so the hash is keyed by the process: nobody can aim at one bucket. Nothing decided depends on it.
/// </summary>
internal readonly record struct IdKey(PlayerId Player, CommandId Id)
{
    // The runtime seeds HashCode at random, once a process.
    private static readonly ulong KeyA = Key(1);
    private static readonly ulong KeyB = Key(2);

    public bool Equals(IdKey other) => Id.Value == other.Id.Value && Player.Value == other.Player.Value;

    public override int GetHashCode() => (int)(Fingerprint() >> 33);

    /// <summary>64 bits of the key, never 0. Two keys with the same are told apart by their bytes.</summary>
    public ulong Fingerprint()
    {
        var words = MemoryMarshal.Cast<IdKey, ulong>(new ReadOnlySpan<IdKey>(in this));
        var mixed = Mix(Mix(words[0] ^ KeyA, words[1] ^ KeyB) ^ words[2], Mix(words[3] ^ KeyB, KeyA) ^ KeyB);
        return mixed | 1;
    }

    private static ulong Mix(ulong a, ulong b)
    {
        var high = Math.BigMul(a, b, out var low);
        return high ^ low;
    }

    private static ulong Key(int number) => unchecked(((ulong)(uint)HashCode.Combine(number, 32) << 32) | (uint)HashCode.Combine(number, 0) | 1);
}
