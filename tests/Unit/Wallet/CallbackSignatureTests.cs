using System.Security.Cryptography;
using System.Text;
using Croupier.Platform.Wallet;

namespace Croupier.Tests.Unit.Wallet;

public sealed class CallbackSignatureTests
{
    private const string Timestamp = "1800000000";

    private static readonly byte[] Body = Encoding.UTF8.GetBytes("""{"event":"payment.succeeded"}""");
    private static readonly byte[] First = RandomNumberGenerator.GetBytes(32);
    private static readonly byte[] Second = RandomNumberGenerator.GetBytes(32);
    private static readonly Dictionary<string, byte[]> Keys = new() { ["first"] = First, ["second"] = Second };

    public static TheoryData<string, bool> Cases => new()
    {
        { "as documented", true },
        { "headers in another case", true },
        { "the other key by its id", true },
        { "upper case signature", true },
        { "300 s old", true },
        { "300 s ahead", true },
        { "301 s old", false },
        { "301 s ahead", false },
        { "no key id", false },
        { "unknown key id", false },
        { "another key's id", false },
        { "key id with a dot", false },
        { "no timestamp", false },
        { "timestamp with a sign", false },
        { "timestamp with a space", false },
        { "timestamp too long", false },
        { "another timestamp than signed", false },
        { "no signature", false },
        { "empty signature", false },
        { "short signature", false },
        { "long signature", false },
        { "signature that is not hexadecimal", false },
        { "signature of the body alone", false },
        { "signature with an empty key", false },
        { "a changed body", false },
        { "a longer body", false },
        { "the signature twice in two cases", false },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_callback_holds_only_as_its_provider_signed_it(string what, bool holds)
    {
        var now = long.Parse(Timestamp, global::System.Globalization.CultureInfo.InvariantCulture);
        now += what switch { "300 s old" => 300, "301 s old" => 301, "300 s ahead" => -300, "301 s ahead" => -301, _ => 0 };
        var (headers, body) = Callback(what);
        Assert.Equal(holds, CallbackSignature.Holds(Keys, TimeSpan.FromMinutes(5), DateTimeOffset.FromUnixTimeSeconds(now), headers, body));
    }

    private static (Dictionary<string, string> Headers, byte[] Body) Callback(string what)
    {
        var headers = Signed("first", Timestamp, First);
        switch (what)
        {
            case "headers in another case":
                headers = headers.ToDictionary(h => h.Key.ToUpperInvariant(), h => h.Value);
                break;
            case "the other key by its id":
                return (Signed("second", Timestamp, Second), Body);
            case "upper case signature":
                headers[CallbackSignature.SignatureHeader] = headers[CallbackSignature.SignatureHeader].ToUpperInvariant();
                break;
            case "no key id":
                headers.Remove(CallbackSignature.KeyIdHeader);
                break;
            case "unknown key id":
                return (Signed("third", Timestamp, First), Body);
            case "another key's id":
                return (Signed("second", Timestamp, First), Body);
            case "key id with a dot":
                return (Signed("first.1", Timestamp, First), Body);
            case "no timestamp":
                headers.Remove(CallbackSignature.TimestampHeader);
                break;
            case "timestamp with a sign":
                return (Signed("first", "+" + Timestamp, First), Body);
            case "timestamp with a space":
                return (Signed("first", " " + Timestamp, First), Body);
            case "timestamp too long":
                return (Signed("first", "000" + Timestamp, First), Body);
            case "another timestamp than signed":
                headers[CallbackSignature.TimestampHeader] = "1800000001";
                break;
            case "no signature":
                headers.Remove(CallbackSignature.SignatureHeader);
                break;
            case "empty signature":
                headers[CallbackSignature.SignatureHeader] = "";
                break;
            case "short signature":
                headers[CallbackSignature.SignatureHeader] = headers[CallbackSignature.SignatureHeader][..62];
                break;
            case "long signature":
                headers[CallbackSignature.SignatureHeader] += "00";
                break;
            case "signature that is not hexadecimal":
                headers[CallbackSignature.SignatureHeader] = new string('g', 64);
                break;
            case "signature of the body alone":
                headers[CallbackSignature.SignatureHeader] = Convert.ToHexStringLower(HMACSHA256.HashData(First, Body));
                break;
            case "signature with an empty key":
                return (Signed("first", Timestamp, []), Body);
            case "a changed body":
                return (headers, Encoding.UTF8.GetBytes("""{"event":"payment.succeedee"}"""));
            case "a longer body":
                return (headers, [.. Body, (byte)' ']);
            case "the signature twice in two cases":
                headers["croupier-signature"] = headers[CallbackSignature.SignatureHeader];
                break;
        }

        return (headers, Body);
    }

    private static Dictionary<string, string> Signed(string keyId, string timestamp, byte[] key) => new()
    {
        [CallbackSignature.KeyIdHeader] = keyId,
        [CallbackSignature.TimestampHeader] = timestamp,
        [CallbackSignature.SignatureHeader] = Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.ASCII.GetBytes($"{keyId}.{timestamp}.").Concat(Body).ToArray())),
    };
}
