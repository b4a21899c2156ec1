using System.Globalization;
using System.Net;
using System.Security.Cryptography;

namespace Croupier.Host.Dev;

/// <summary>
/// A RabbitMQ of our own, one node or a cluster of three, made from the installed server, for <c>start-cluster</c> and the tests. It shares nothing with a broker that the
/// system runs: own data, own cookie, own ports on the loopback interface, and an Erlang name server of its own on a port of its own. Every process of it is a
/// child of this one and ends with it. One process at a time uses a data folder (a file lock says so).
/// </summary>
public sealed class PrivateRabbit : IAsyncDisposable
{
    private readonly PrivateRabbitOptions options;
    private readonly PrivateRabbitBinaries binaries;
    private readonly FileStream folderLock;
    private readonly int epmdPort;
    private readonly PrivateRabbitNode[] nodes;
    private ChildProcess? epmd;

    private PrivateRabbit(PrivateRabbitOptions options, PrivateRabbitBinaries binaries, FileStream folderLock)
    {
        (this.options, this.binaries, this.folderLock) = (options, binaries, folderLock);
        epmdPort = LoopbackPorts.Resolve(0, "");
        nodes = [.. Enumerable.Range(1, options.Nodes).Select(NewNode)];
    }

    /// <summary>Where the nodes listen, the first one first.</summary>
    public IReadOnlyList<DnsEndPoint> Endpoints => [.. nodes.Select(node => new DnsEndPoint("localhost", node.Port))];

    private string DefinitionsFile => Path.Combine(options.DataFolder, "definitions.json");

    private string PidFile => Path.Combine(options.DataFolder, "epmd.pid");

    /// <summary>Throws <see cref="PrivateRabbitException"/> when no server is installed.</summary>
    public static void ExpectInstalled() => PrivateRabbitBinaries.Find();

    /// <summary>
    /// 1. Lock the folder. 2. Stop what a killed run left. 3. Write the settings. 4. Start the name server. 5. Start the first node, then the others, which find it.
    /// Throws <see cref="PrivateRabbitException"/> with what to do.
    /// </summary>
    public static async Task<PrivateRabbit> StartAsync(PrivateRabbitOptions options, CancellationToken cancellation)
    {
        options = options with { DataFolder = Path.GetFullPath(options.DataFolder) };
        var binaries = PrivateRabbitBinaries.Find();
        var rabbit = new PrivateRabbit(options, binaries, Lock(options.DataFolder)); // 1
        try
        {
            await rabbit.StopLeftOverAsync(cancellation); // 2
            rabbit.WriteSettings(); // 3
            rabbit.epmd = await ChildProcess.StartAsync( // 4
                "epmd", Path.Combine(options.DataFolder, "epmd.log"), rabbit.EnvironmentOf(1, 0), binaries.Epmd, "-port", $"{rabbit.epmdPort}", "-address", "127.0.0.1");
            await File.WriteAllTextAsync(rabbit.PidFile, $"{rabbit.epmd.Pid}", cancellation);
            var first = rabbit.nodes[0].StartAsync(options.StartTimeout, cancellation); // 5
            if (!Directory.Exists(Path.Combine(options.DataFolder, "n1", "mnesia")))
            {
                await first;
            }

            await Task.WhenAll([first, .. rabbit.nodes.Skip(1).Select(node => node.StartAsync(options.StartTimeout, cancellation))]);
            return rabbit;
        }
        catch
        {
            await rabbit.DisposeAsync();
            throw;
        }
    }

    /// <summary>The process to halt, to wake or to kill when a test wants to see what then happens. Nodes count from 0.</summary>
    public int PidOf(int node) => nodes[node].Pid;

    /// <summary>Ends when that node has ended, whoever ended it.</summary>
    public Task EndedOf(int node) => nodes[node].Ended;

    /// <summary>Ends a node as a power cut would.</summary>
    public Task KillAsync(int node) => nodes[node].KillAsync();

    public Task StopAsync(int node) => nodes[node].StopAsync(options.StopTimeout);

    public Task StartAsync(int node, CancellationToken cancellation = default) => nodes[node].StartAsync(options.StartTimeout, cancellation);

    /// <summary>Halts a node (it keeps its connections and answers nothing), or lets it go on.</summary>
    public void Halt(int node, bool halted) => nodes[node].Signal(halted ? PrivatePostgresShell.SigStop : PrivatePostgresShell.SigCont);

    /// <summary>Stops all nodes orderly and starts them again: they wait for one another.</summary>
    public async Task RestartAsync(CancellationToken cancellation = default)
    {
        await Task.WhenAll(nodes.Select(node => node.StopAsync(options.StopTimeout)));
        await Task.WhenAll(nodes.Select(node => node.StartAsync(options.StartTimeout, cancellation)));
    }

    /// <summary>Makes these users, or gives them these rights and passwords; those that are there besides stay. Takes effect at once and at every later start.</summary>
    public async Task EnsureUsersAsync(IEnumerable<PrivateRabbitUser> users)
    {
        var all = options.Users.Where(old => users.All(user => user.Name != old.Name)).Concat(users);
        WritePrivate(DefinitionsFile, PrivateRabbitSettings.Definitions(all));
        await Task.Run(() => Control("import_definitions", DefinitionsFile));
    }

    /// <summary>Runs <c>rabbitmqctl</c> on a node that is up, and returns what it said.</summary>
    public string Control(params string[] arguments)
    {
        var node = Array.Find(nodes, one => one.IsRunning) ?? throw new PrivateRabbitException("no node runs");
        var (exitCode, output) = PrivatePostgresShell.RunWith(new Dictionary<string, string>(node.Environment), binaries.Control, ["--quiet", .. arguments]);
        return exitCode == 0 ? output : throw new PrivateRabbitException($"rabbitmqctl {arguments[0]} failed: {output.Trim()}");
    }

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(nodes.Select(node => node.StopAsync(options.StopTimeout)));
        if (epmd is not null)
        {
            await epmd.StopAsync(TimeSpan.FromSeconds(1));
        }

        await folderLock.DisposeAsync();
    }

    private static FileStream Lock(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            return new FileStream(Path.Combine(folder, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new PrivateRabbitException(
                $"{folder} is in use by another process or can't be written: stop that process, or give another folder", Kernel.ExitCode.DataFolderUnusable);
        }
    }

    private PrivateRabbitNode NewNode(int number)
    {
        var port = LoopbackPorts.Resolve(0, "");
        return new PrivateRabbitNode(number, FolderOf(number), port, EnvironmentOf(number, LoopbackPorts.Resolve(0, "")), binaries.Server);
    }

    private string FolderOf(int node) => Path.Combine(options.DataFolder, string.Create(CultureInfo.InvariantCulture, $"n{node}"));

    private Dictionary<string, string> EnvironmentOf(int node, int distributionPort) => new()
    {
        ["HOME"] = options.DataFolder, // where the cookie is
        ["RABBITMQ_NODENAME"] = PrivateRabbitSettings.NodeName(node),
        ["RABBITMQ_MNESIA_BASE"] = Path.Combine(FolderOf(node), "mnesia"),
        ["RABBITMQ_LOG_BASE"] = Path.Combine(FolderOf(node), "log"),
        ["RABBITMQ_CONFIG_FILE"] = Path.Combine(FolderOf(node), "rabbitmq.conf"),
        ["RABBITMQ_ENABLED_PLUGINS_FILE"] = Path.Combine(FolderOf(node), "plugins"),
        ["RABBITMQ_PID_FILE"] = Path.Combine(FolderOf(node), "rabbit.pid"),
        ["RABBITMQ_CONF_ENV_FILE"] = "/dev/null",
        ["RABBITMQ_DIST_PORT"] = $"{distributionPort}",
        ["ERL_EPMD_ADDRESS"] = "127.0.0.1",
        ["ERL_EPMD_PORT"] = $"{epmdPort}",

        // The start script then becomes the server instead of watching over it: one process, whose id we know.
        ["RUNNING_UNDER_SYSTEMD"] = "1",

        // Schedulers that wait for work sleep instead of spinning: the machine is others' too.
        ["RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS"] =
            $"-kernel inet_dist_use_interface {{127,0,0,1}} -kernel net_ticktime {options.SilenceSeconds} -start_epmd false +S 2:2 +sbwt none +sbwtdcpu none +sbwtdio none",
    };

    private void WriteSettings()
    {
        var cookie = Path.Combine(options.DataFolder, ".erlang.cookie");
        if (!File.Exists(cookie))
        {
            WritePrivate(cookie, Convert.ToHexString(RandomNumberGenerator.GetBytes(24)));
        }

        WritePrivate(DefinitionsFile, PrivateRabbitSettings.Definitions(options.Users));
        for (var node = 1; node <= nodes.Length; node++)
        {
            Directory.CreateDirectory(Path.Combine(FolderOf(node), "log"));
            File.WriteAllText(Path.Combine(FolderOf(node), "rabbitmq.conf"), PrivateRabbitSettings.Conf(options, nodes[node - 1].Port, DefinitionsFile));
            File.WriteAllText(Path.Combine(FolderOf(node), "plugins"), PrivateRabbitSettings.Plugins(options));
        }
    }

    private static void WritePrivate(string file, string text)
    {
        File.Delete(file);
        using var stream = new FileStream(file, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        });
        stream.Write(System.Text.Encoding.UTF8.GetBytes(text));
    }

    // The ids in the files may belong to other programs by now: only a process whose environment names this very folder is stopped.
    private async Task StopLeftOverAsync(CancellationToken cancellation)
    {
        foreach (var file in Enumerable.Range(1, options.Nodes).Select(node => Path.Combine(FolderOf(node), "pid")).Append(PidFile))
        {
            while (File.Exists(file) && int.TryParse(await File.ReadAllTextAsync(file, cancellation), out var pid) && IsOurs(pid))
            {
                PrivatePostgresShell.Signal(pid, PrivatePostgresShell.SigKill);
                await Task.Delay(TimeSpan.FromMilliseconds(50), cancellation);
            }
        }
    }

    private bool IsOurs(int pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/environ").Split('\0').Contains($"HOME={options.DataFolder}");
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
