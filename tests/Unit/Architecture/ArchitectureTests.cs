using System.Reflection.Metadata;
using System.Text.RegularExpressions;
using System.Reflection.PortableExecutable;

namespace Croupier.Tests.Unit.Architecture;

/// <summary>Who may use whom, checked in the IL: every type that an assembly or an area refers to.</summary>
public sealed class ArchitectureTests
{
    private static readonly string[] Areas = ["Gateway", "Games", "Fairness", "Log", "Ledger", "Identity", "Wallet", "Audit"];

    /// <summary>Assembly → the assemblies of ours, and the foreign packages, that it may refer to. Framework assemblies are free to all but the pure ones.</summary>
    private static readonly Dictionary<string, string[]> MayUse = new()
    {
        ["Croupier.Kernel"] = [],
        ["Croupier.Rules"] = ["Croupier.Kernel"],
        ["Croupier.Book"] = ["Croupier.Kernel"],
        ["Croupier.Wire"] = ["Croupier.Kernel", "Google.Protobuf"],
        ["Croupier.Platform"] = ["Croupier.Kernel", "Croupier.Rules", "Croupier.Book", "Croupier.Wire", "Npgsql", "Google.Protobuf", "RabbitMQ.Client"],
        ["Croupier.Client"] = ["Croupier.Kernel", "Croupier.Wire", "Google.Protobuf"],
        ["Croupier.Verifier"] = [],
        ["Croupier.Host"] =
            ["Croupier.Kernel", "Croupier.Rules", "Croupier.Book", "Croupier.Wire", "Croupier.Platform", "Npgsql", "System.CommandLine", "YamlDotNet", "MathNet.Numerics", "Google.Protobuf"],
    };

    /// <summary>Folders of the platform that are no area → the others of them that they may use. None of them names an area, and an area may use all but those that carry the ports between processes.</summary>
    private static readonly Dictionary<string, string[]> Shared = new()
    {
        ["Postgres"] = [],
        ["Rpc"] = [],
        ["Tokens"] = [],
        ["Draining"] = [],
        ["Peers"] = ["Rpc", "Tokens"],
    };

    private static readonly string[] OnlyForTheHost = ["Peers"];

    /// <summary>Core and area: which pure cores an area hosts.</summary>
    private static readonly Dictionary<string, string[]> CoresOfArea = new()
    {
        ["Games"] = ["Croupier.Rules"],
        ["Fairness"] = ["Croupier.Rules"],
        ["Audit"] = ["Croupier.Rules"],
        ["Ledger"] = ["Croupier.Book", "Croupier.Wire"],
        ["Gateway"] = ["Croupier.Wire"],
    };

    private static readonly string[] ForbiddenInCores =
        ["System.IO.File", "System.IO.Directory", "System.Net", "System.Threading.Thread", "System.Threading.Tasks", "System.Diagnostics.Process", "System.Diagnostics.Stopwatch"];

    public static TheoryData<string> Assemblies => [.. MayUse.Keys];

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void An_assembly_refers_only_to_what_it_may(string assembly)
    {
        using var file = Open(assembly);
        var reader = file.GetMetadataReader();
        var foreign = reader.AssemblyReferences
            .Select(h => reader.GetString(reader.GetAssemblyReference(h).Name))
            .Where(n => !IsFramework(n) && !MayUse[assembly].Contains(n))
            .ToList();
        Assert.True(foreign.Count == 0, $"{assembly} must not use {string.Join(", ", foreign)}");
    }

    /// <summary>A verifier that shared code with the platform would agree with its mistakes.</summary>
    [Fact]
    public void The_verifier_in_TypeScript_imports_nothing_from_outside_its_folder()
    {
        var folder = Path.Combine(RepositoryFolder.Root, "verifier", "typescript");
        var sources = Directory.EnumerateFiles(Path.Combine(folder, "src"), "*.ts", SearchOption.AllDirectories).ToList();
        Assert.NotEmpty(sources);
        var wrong = from file in sources
                    from line in File.ReadAllLines(file)
                    let import = Regex.Match(line, """(?:from|import)\s*\(?\s*["']([^"']+)["']""")
                    where import.Success && !import.Groups[1].Value.StartsWith("node:", StringComparison.Ordinal)
                    where !Path.GetFullPath(import.Groups[1].Value, Path.GetDirectoryName(file)!).StartsWith(Path.Combine(folder, "src") + Path.DirectorySeparatorChar, StringComparison.Ordinal)
                        || !import.Groups[1].Value.StartsWith('.')
                    select $"{Path.GetFileName(file)}: {line}";
        Assert.Empty(wrong);
        Assert.DoesNotContain("\"dependencies\"", File.ReadAllText(Path.Combine(folder, "package.json")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Croupier.Rules")]
    [InlineData("Croupier.Book")]
    public void A_core_touches_no_file_no_socket_no_thread_and_no_clock(string assembly)
    {
        using var file = Open(assembly);
        var reader = file.GetMetadataReader();
        
        var used = TypesReferred(reader).Where(t => ForbiddenInCores.Any(f => t.StartsWith(f, StringComparison.Ordinal))).ToList();
        Assert.True(used.Count == 0, $"{assembly} is pure and must not use {string.Join(", ", used)}");

        var clocks = MembersReferred(reader).Where(m => m is "System.DateTime.get_UtcNow" or "System.DateTime.get_Now" or "System.DateTimeOffset.get_UtcNow" or "System.Guid.NewGuid" or "System.Random..ctor").ToList();
        Assert.True(clocks.Count == 0, $"{assembly} takes time and randomness as arguments, and must not call {string.Join(", ", clocks)}");
    }

    [Fact]
    public void An_area_never_names_another_area()
    {
        using var file = Open("Croupier.Platform");
        var reader = file.GetMetadataReader();
        var wrong = new List<string>();
        foreach (var (user, used) in IlReferences.Of(file, reader))
        {
            var from = AreaOf(user);
            var to = AreaOf(used);
            if (from is not null && to is not null && from != to)
            {
                wrong.Add($"{user} → {used}");
            }

            if (from is not null)
            {
                var core = new[] { "Croupier.Rules", "Croupier.Book", "Croupier.Wire" }.FirstOrDefault(c => used.StartsWith(c + ".", StringComparison.Ordinal));
                if (core is not null && !CoresOfArea.GetValueOrDefault(from, []).Contains(core))
                {
                    wrong.Add($"{user} → {used}");
                }
            }
        }

        Assert.True(wrong.Count == 0, "areas meet only in Kernel's ports:\n" + string.Join("\n", wrong.Distinct().Take(20)));
    }

    [Fact]
    public void What_areas_share_names_no_area()
    {
        using var file = Open("Croupier.Platform");
        var reader = file.GetMetadataReader();
        var wrong = new List<string>();
        foreach (var (user, used) in IlReferences.Of(file, reader))
        {
            var (from, to) = (SharedOf(user), SharedOf(used));
            var areaMayNot = AreaOf(user) is not null && to is not null && OnlyForTheHost.Contains(to);
            var sharedMayNot = from is not null && (AreaOf(used) is not null || (to is not null && to != from && !Shared[from].Contains(to)));
            if (areaMayNot || sharedMayNot)
            {
                wrong.Add($"{user} → {used}");
            }
        }

        Assert.True(wrong.Count == 0, "what is shared knows no area:\n" + string.Join("\n", wrong.Distinct().Take(20)));
    }

    [Fact]
    public void Every_folder_of_the_platform_is_an_area_or_shared()
    {
        var folders = Directory.EnumerateDirectories(Path.Combine(RepositoryFolder.Root, "src", "Platform")).Select(f => Path.GetFileName(f)!).Where(f => f is not ("bin" or "obj"));
        Assert.Equal(Areas.Concat(Shared.Keys).Order(), folders.Order());
    }

    private static string? SharedOf(string type) =>
        Shared.Keys.FirstOrDefault(s => type.StartsWith($"Croupier.Platform.{s}.", StringComparison.Ordinal));

    private static string? AreaOf(string type) =>
        Areas.FirstOrDefault(a => type.StartsWith($"Croupier.Platform.{a}.", StringComparison.Ordinal));

    private static bool IsFramework(string name) =>
        name is "netstandard" or "mscorlib" || name.StartsWith("System.", StringComparison.Ordinal) && name != "System.CommandLine" || name == "System"
        || name.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal) || name.StartsWith("Microsoft.Extensions", StringComparison.Ordinal)
        || name.StartsWith("Microsoft.Net.", StringComparison.Ordinal) || name == "Microsoft.Win32.Primitives";

    private static PEReader Open(string assembly) => new(File.OpenRead(Path.Combine(AppContext.BaseDirectory, assembly + ".dll")));

    private static IEnumerable<string> TypesReferred(MetadataReader reader) =>
        reader.TypeReferences.Select(h => IlReferences.Name(reader, h));

    private static IEnumerable<string> MembersReferred(MetadataReader reader) =>
        from handle in reader.MemberReferences
        let member = reader.GetMemberReference(handle)
        where member.Parent.Kind == HandleKind.TypeReference
        select IlReferences.Name(reader, (TypeReferenceHandle)member.Parent) + "." + reader.GetString(member.Name);
}
