namespace Croupier.Tests.Unit.Wire;

/// <summary>
/// The byte-level example of docs/protocol.md, computed outside this code base (HMAC and HKDF of another library), so that both ends can't be wrong in the same way.
/// </summary>
internal static class ProtocolExample
{
    public const string SessionKey = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
    public const string Challenge = "404142434445464748494a4b4c4d4e4f505152535455565758595a5b5c5d5e5f";
    public const string ClientNonce = "808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f";
    public const string ClientKey = "b3b7d28218520920af42bfd47130e181c50c4a23f091e8fd0536890b5faf7246";
    public const string ServerKey = "7db54094db6e566d564c6879f36265601bec5bd3546d86b4e6e4da394278c692";

    /// <summary>The client's frame 0: ping, token 7.</summary>
    public const string PingBinary = "98ca698913238f987c58f62054e765e400000000000000004a020807";
    public const string PingText = """hndBT2twR4OVZNjOiNM_SA.0.{"ping":{"token":"7"}}""";

    /// <summary>The server's frame 1: pong to frame 0, token 7, at 2026-01-01T00:00:00Z.</summary>
    public const string PongBinary = "75a729bf7f034f85a7a3fda3570e28a9000000000000000108004a0908071080d0eab6b733";
    public const string PongText = """YSfEVvPkwBHUW1uA0K0EEQ.1.{"replyTo":"0","pong":{"token":"7","serverUnixMs":"1767225600000"}}""";

    public static byte[] Bytes(string hex) => Convert.FromHexString(hex);
}
