namespace Croupier.Tests.System;

/// <summary>Finds the checkout above the test assembly, and the shared test data beside it.</summary>
internal static class RepositoryFolder
{
    public static string Root { get; } = Find();

    /// <summary>The data folder beside the checkout, or null where it is absent.</summary>
    public static string? SharedData
    {
        get
        {
            var folder = Path.Combine(Root, "..", "shared", "data");
            return Directory.Exists(folder) ? folder : null;
        }
    }

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Croupier.slnx")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("the tests do not run inside a checkout");
    }
}
