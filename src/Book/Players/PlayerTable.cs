using System.Runtime.CompilerServices;
using Croupier.Book.Ids;
using Croupier.Kernel;

namespace Croupier.Book.Players;

/// <summary>
/// The players of a partition by id: linear probing over references alone, 11 bytes a player or less where a dictionary would take 60. Players choose no ids, but the
/// hash is keyed all the same (<see cref="IdKey"/>).
/// </summary>
internal sealed class PlayerTable
{
    private PlayerItem?[] slots = new PlayerItem?[64];

    public int Count { get; private set; }

    public PlayerItem? Find(PlayerId id)
    {
        for (var at = Home(id); slots[at] is { } player; at = After(at))
        {
            if (player.Id == id)
            {
                return player;
            }
        }

        return null;
    }

    public PlayerItem Get(PlayerId id) => Find(id) ?? throw new InvariantBrokenException("I6", $"an item belongs to player {id}, who is not there");

    public void Add(PlayerItem player)
    {
        InvariantBrokenException.Check(Find(player.Id) is null, "I6", "a player would be there twice");
        if (Count >= slots.Length / 4 * 3)
        {
            Grow();
        }

        Put(player);
        Count++;
    }

    public void Remove(PlayerId id)
    {
        var at = Home(id);
        while (slots[at] is { } player && player.Id != id)
        {
            at = After(at);
        }

        InvariantBrokenException.Check(slots[at] is not null, "I6", "a player to be taken out is not there");

        // What follows without a gap moves up, unless that would put it before its home.
        for (var next = After(at); slots[next] is { } player; next = After(next))
        {
            if (((next - Home(player.Id)) & (slots.Length - 1)) >= ((next - at) & (slots.Length - 1)))
            {
                slots[at] = player;
                at = next;
            }
        }

        slots[at] = null;
        Count--;
    }

    private void Grow()
    {
        var before = slots;
        slots = new PlayerItem?[before.Length * 2];
        foreach (var player in before)
        {
            if (player is not null)
            {
                Put(player);
            }
        }
    }

    private void Put(PlayerItem player)
    {
        var at = Home(player.Id);
        while (slots[at] is not null)
        {
            at = After(at);
        }

        slots[at] = player;
    }

    private int Home(PlayerId id) => (int)((new IdKey(id, default).Fingerprint() >> 32) & (uint)(slots.Length - 1));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int After(int at) => (at + 1) & (slots.Length - 1);
}
