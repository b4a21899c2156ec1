using Croupier.Host.Config;
using Croupier.Host.Verbs;
using Croupier.Tests.System.Secrets;

namespace Croupier.Tests.System.Config;

public sealed class CheckConfigTests
{
    [Fact]
    public void A_configuration_that_is_right_is_printed_and_one_that_is_not_ends_with_2_and_all_that_is_wrong()
    {
        using var folder = new SecretFolder();
        var good = folder.Write("good.yaml", "trust_domain: a.example\nroles: [wallet]\n");
        var (code, output, errors) = Run(good, [Role.Games]);
        Assert.Equal(ExitCode.Usage, code);
        Assert.Empty(output);
        Assert.True(errors.Split('\n').Length > 5, errors);
        Assert.StartsWith($"{good} cannot be used:", errors, StringComparison.Ordinal);

        var (missing, _, why) = Run(folder.File("none.yaml"), null);
        Assert.Equal(ExitCode.Usage, missing);
        Assert.Contains("none.yaml", why, StringComparison.Ordinal);
    }

    private static (ExitCode Code, string Output, string Errors) Run(string file, IReadOnlyList<Role>? roles)
    {
        var (output, errors) = (new StringWriter(), new StringWriter());
        try
        {
            return (CheckConfigVerb.Run(file, roles, new Dictionary<string, string>(), output, errors), output.ToString(), errors.ToString());
        }
        catch (ConfigurationException unreadable)
        {
            return ((ExitCode)Host.ExitCodes.Of(unreadable)!, output.ToString(), unreadable.Message);
        }
    }
}
