using System.Runtime.InteropServices;
using Croupier.Kernel;

namespace Croupier.Book.Ids;

/// <summary>
/// A command's id in the scope of its player. Clients choose ids, so the hash is keyed by the process: nobody can aim at one bucket. Nothing decided depends on it.
/// </summary>
internal readonly record struct IdKey(PlayerId Player, CommandId Id)
{
    public bool Equals(IdKey other) => Id.Value == other.Id.Value && Player.Value == other.Player.Value;

    public override int GetHashCode()
    {
        var words = MemoryMarshal.Cast<IdKey, ulong>(new ReadOnlySpan<IdKey>(in this));
        return HashCode.Combine(words[0], words[1], words[2], words[3]);
    }
}
