using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Croupier.Tests.System.Chaos;

namespace Croupier.Tests.System.StartDev;

/// <summary>What a newcomer meets: one-line errors with what to do, documented exit codes, and a second start that finds the data of the first.</summary>
public sealed class StartDevTests
{
    [PostgresFact]
    public async Task A_second_start_finds_the_data_of_the_first_and_Ctrl_C_ends_both_with_zero()
    {
        var folder = PostgresFixture.NewFolder();
        await using (var first = new PlatformProcess(folder))
        {
            await first.StartAsync();
            Assert.Contains("player page  https://localhost:", first.Output, StringComparison.Ordinal);
            Assert.Equal(0, await first.StopAsync());
        }

        var credentials = Path.Combine(folder, "demo-player.txt");
        var password = (await File.ReadAllLinesAsync(credentials))[1]["password: ".Length..];
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(credentials));

        await using var second = new PlatformProcess(folder);
        await second.StartAsync();
        using var api = new Croupier.Client.Api.ApiClient(second.ClientOptions());
        var session = await api.SignInAsync("demo@croupier.localhost", password, default);
        Assert.NotEqual(Guid.Empty, session.Player);
        Assert.Equal(0, await second.StopAsync());

        var (exitCode, output) = await PlatformProcess.RunAsync("verify", "ledger", "--data", folder);
        Assert.True(exitCode == 0, output);
    }

    [Fact]
    public async Task A_port_in_use_is_one_line_and_exit_code_10()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);

        var (exitCode, output) = await StartAsync(PostgresFixture.NewFolder(), "--port", port);

        Assert.Equal((int)ExitCode.PortInUse, exitCode);
        Assert.Equal($"croupier: port {port} is in use; stop what uses it, or choose another with --port N", output.Trim());
    }

    [Fact]
    public async Task A_folder_from_a_newer_version_is_left_alone_with_exit_code_12()
    {
        var folder = Directory.CreateDirectory(PostgresFixture.NewFolder()).FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "version"), "999");

        var (exitCode, output) = await StartAsync(folder);

        Assert.Equal((int)ExitCode.DataFromNewerVersion, exitCode);
        Assert.Contains("was written by a newer version (layout 999", output, StringComparison.Ordinal);
        Assert.Single(output.Trim().Split('\n'));
        Assert.Equal(["version"], Directory.EnumerateFileSystemEntries(folder).Select(Path.GetFileName));
    }

    [Fact]
    public async Task A_folder_from_before_the_bytes_were_fixed_is_left_alone_with_exit_code_13()
    {
        var folder = Directory.CreateDirectory(PostgresFixture.NewFolder()).FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "version"), "1");

        var (exitCode, output) = await StartAsync(folder);

        Assert.Equal((int)ExitCode.DataFolderUnusable, exitCode);
        Assert.Contains("has layout 1, from before the ledger's bytes were fixed", output, StringComparison.Ordinal);
        Assert.Single(output.Trim().Split('\n'));
    }

    [PostgresFact]
    public async Task A_folder_in_use_is_one_line_and_exit_code_13()
    {
        var folder = PostgresFixture.NewFolder();
        await using var first = new PlatformProcess(folder);
        await first.StartAsync();

        var (exitCode, output) = await StartAsync(folder);

        Assert.Equal((int)ExitCode.DataFolderUnusable, exitCode);
        Assert.Contains("is in use by another process", output, StringComparison.Ordinal);
        Assert.Single(output.Trim().Split('\n'));
    }

    [Theory]
    [InlineData("start-dve")]
    [InlineData("start-dev --prot 1")]
    public async Task An_unknown_word_is_fatal_with_a_suggestion(string line)
    {
        var (exitCode, output) = await PlatformProcess.RunAsync(line.Split(' '));
        Assert.Equal((int)ExitCode.Usage, exitCode);
        Assert.Contains("Did you mean", output, StringComparison.Ordinal);
    }

    private static Task<(int ExitCode, string Output)> StartAsync(string folder, params string[] port) =>
        PlatformProcess.RunAsync(["start-dev", "--data", folder, "--metrics-port", "0", "--api-port", "0", "--sandbox-port", "0", .. port.Length > 0 ? port : ["--port", "0"]]);
}
