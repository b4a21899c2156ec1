using Croupier.Book.Players;

namespace Croupier.Book.Registry;

/// <summary>Profiles by their number.</summary>
internal sealed class ProfileRegistry
{
    private readonly Dictionary<ushort, ProfileItem> profiles = [];

    /// <summary>Whether some profile needs the clock to be finer than a second.</summary>
    public bool AnyMinCycle
    {
        get
        {
            foreach (var profile in profiles.Values)
            {
                if (profile.MinCycleMs > 0)
                {
                    return true;
                }
            }

            return false;
        }
    }

    public void Add(ProfileItem item) => profiles.Add(item.Profile, item);

    public void Remove(ProfileItem item) => profiles.Remove(item.Profile);

    public ProfileItem? Find(ushort profile) => profiles.GetValueOrDefault(profile);

    public ProfileItem Of(PlayerItem player) => player.Profile == 0 ? ProfileItem.BuiltIn : profiles[player.Profile];
}
