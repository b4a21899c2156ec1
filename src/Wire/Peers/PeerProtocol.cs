namespace Croupier.Wire.Peers;

/// <summary>
/// The version of what the platform's processes say to each other. A change after which an older process would misread a newer one is a major one: processes of two
/// major versions refuse each other at the greeting. Fields that an older one may leave unread are a minor one.
/// </summary>
public static class PeerProtocol
{
    public const uint Major = 1;

    public const uint Minor = 0;
}
