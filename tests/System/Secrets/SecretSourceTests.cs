using Croupier.Host.Config;
using Croupier.Host.Secrets;

namespace Croupier.Tests.System.Secrets;

/// <summary>Real files, variables and programs.</summary>
public sealed class SecretSourceTests
{
    private const string Value = "the secret itself";

    private static readonly SecretsSettings Settings = new(TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(5), GroupReadable: false);

    [Theory]
    [InlineData(Value + "\n")]
    [InlineData(Value + "\r\n")]
    [InlineData(Value)]
    public async Task A_file_of_our_own_is_read_without_its_last_lines_end(string content)
    {
        using var folder = new SecretFolder();

        Assert.Equal(Value, await Source(SecretReference.OfFile(folder.Write("secret", content))).ReadAsync(default));
    }

    [Theory]
    [InlineData(0b110_100_000, "chmod 600")]
    [InlineData(0b110_000_100, "chmod 600")]
    [InlineData(0b110_010_000, "chmod 600")]
    [InlineData(0b110_110_110, "mode 0666")]
    public async Task A_file_that_others_may_read_or_write_is_refused_and_not_repeated(int mode, string expected)
    {
        using var folder = new SecretFolder();
        var file = folder.Write("secret", Value);
        File.SetUnixFileMode(file, (UnixFileMode)mode);

        var refused = await Assert.ThrowsAsync<SecretException>(() => Source(SecretReference.OfFile(file)).ReadAsync(default));

        Assert.Contains(expected, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Value, refused.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0b100_100_000, true)]
    [InlineData(0b110_100_000, true)]
    [InlineData(0b110_110_000, false)]
    [InlineData(0b110_100_100, false)]
    public async Task Where_the_configuration_says_so_the_group_may_read_but_never_write(int mode, bool isTaken)
    {
        using var folder = new SecretFolder();
        var file = folder.Write("secret", Value);
        File.SetUnixFileMode(file, (UnixFileMode)mode);
        var reading = Source(SecretReference.OfFile(file), Settings with { GroupReadable = true }).ReadAsync(default);

        if (isTaken)
        {
            Assert.Equal(Value, await reading);
        }
        else
        {
            await Assert.ThrowsAsync<SecretException>(() => reading);
        }
    }

    /// <summary>Only root can give a file away, and only root is asked: for anyone else a file of mode 0600 that opens is his own.</summary>
    [Fact]
    public async Task A_file_of_another_user_is_refused()
    {
        using var folder = new SecretFolder();
        var file = folder.Write("secret", Value);
        if (!Environment.IsPrivilegedProcess)
        {
            return;
        }

        Assert.Equal(0, Host.Dev.PrivatePostgresShell.Run("chown", "65534", file).ExitCode);

        var refused = await Assert.ThrowsAsync<SecretException>(() => Source(SecretReference.OfFile(file)).ReadAsync(default));

        Assert.Contains("belongs to user 65534", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_not_there_or_empty_or_too_long_is_told()
    {
        using var folder = new SecretFolder();

        Assert.Contains("is not there", await WhyAsync(SecretReference.OfFile(Path.Combine(folder.Path, "none"))), StringComparison.Ordinal);
        Assert.Contains("is empty", await WhyAsync(SecretReference.OfFile(folder.Write("empty", "\n"))), StringComparison.Ordinal);
        Assert.Contains("more than 65536", await WhyAsync(SecretReference.OfFile(folder.Write("long", new string('x', 70_000)))), StringComparison.Ordinal);
        Assert.Contains("is not set", await WhyAsync(SecretReference.OfVariable("CROUPIER_TESTS_HAVE_NO_SUCH_VARIABLE")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_variable_is_read()
    {
        var name = $"TEST_{Guid.NewGuid():N}";
        Environment.SetEnvironmentVariable(name, Value);

        Assert.Equal(Value, await Source(SecretReference.OfVariable(name)).ReadAsync(default));
    }

    [Fact]
    public async Task What_a_command_prints_is_read() =>
        Assert.Equal("a  b", await Source(SecretReference.OfCommand(["printf", "%s\n", "a  b"])).ReadAsync(default));

    [Theory]
    [InlineData("echo the secret itself; echo the secret itself >&2; exit 3", "ended with exit code 3")]
    [InlineData("echo the secret itself; exec tail -f /dev/null", "did not end within 500ms")]
    [InlineData("yes the secret itself", "printed more than 65536 characters")]
    [InlineData("true", "is empty")]
    public async Task A_command_that_fails_hangs_or_babbles_is_ended_and_nothing_of_it_is_repeated(string script, string expected)
    {
        var source = Source(SecretReference.OfCommand(["sh", "-c", script]), Settings with { CommandWithin = TimeSpan.FromMilliseconds(script.Contains("tail", StringComparison.Ordinal) ? 500 : 20_000) });

        var refused = await Assert.ThrowsAsync<SecretException>(() => source.ReadAsync(default));

        Assert.Contains(expected, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Value, refused.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_that_is_not_there_is_told() =>
        Assert.Contains("cannot be run", await WhyAsync(SecretReference.OfCommand(["/no/such/program"])), StringComparison.Ordinal);

    private static ISecretSource Source(SecretReference reference, SecretsSettings? settings = null) => SecretSources.Of(reference, settings ?? Settings);

    private static async Task<string> WhyAsync(SecretReference reference) =>
        (await Assert.ThrowsAsync<SecretException>(() => Source(reference).ReadAsync(default))).Message;
}
