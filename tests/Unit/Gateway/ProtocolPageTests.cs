using System.Text.RegularExpressions;
using Croupier.Tests.Unit.Wire;
using Croupier.Wire.Player;

namespace Croupier.Tests.Unit.Gateway;

/// <summary>docs/protocol.md is what strangers write clients from: it names every status and message, and its example is the one that is tested.</summary>
public sealed partial class ProtocolPageTests
{
    private static readonly string Page = File.ReadAllText(Path.Combine(RepositoryFolder.Root, "docs", "protocol.md"));

    [Fact]
    public void Every_status_stands_in_the_page_with_its_number_and_no_other_does()
    {
        var listed = StatusRow().Matches(Page).Select(m => (ushort.Parse(m.Groups[1].Value, null), m.Groups[2].Value)).ToList();
        Assert.Equal(Enum.GetValues<Status>().Select(s => ((ushort)s, s.ToString())), listed);
    }

    [Fact]
    public void Every_message_stands_in_the_page()
    {
        var messages = PlayerReflection.Descriptor.MessageTypes.Select(m => m.Name).Where(n => n is not ("ClientFrame" or "ServerFrame"));
        Assert.DoesNotContain(messages, m => !Page.Contains($"`{m}", StringComparison.Ordinal));
    }

    [Fact]
    public void The_example_is_the_tested_one() =>
        Assert.All(
            [
                ProtocolExample.SessionKey, ProtocolExample.Challenge, ProtocolExample.ClientNonce, ProtocolExample.ClientKey, ProtocolExample.ServerKey,
                ProtocolExample.PingBinary, ProtocolExample.PingText, ProtocolExample.PongBinary, ProtocolExample.PongText,
            ],
            value => Assert.Contains(value, Page, StringComparison.Ordinal));

    [GeneratedRegex(@"^\| (\d+) \| `(\w+)` \|", RegexOptions.Multiline)]
    private static partial Regex StatusRow();
}
