using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Croupier.Platform.Gateway.Limits;

/// <summary>What counts as one address: an IPv4 address, or the /64 of an IPv6 address, because a household owns all of that.</summary>
internal readonly record struct AddressKey(ulong Prefix)
{
    public static AddressKey Of(IPAddress? address)
    {
        if (address is null)
        {
            return default;
        }

        Span<byte> bytes = stackalloc byte[16];
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        plain.TryWriteBytes(bytes, out _);
        return plain.AddressFamily == AddressFamily.InterNetwork
            ? new AddressKey(BinaryPrimitives.ReadUInt32BigEndian(bytes))
            : new AddressKey(BinaryPrimitives.ReadUInt64BigEndian(bytes));
    }
}
