namespace Croupier.Tests.Unit.Rules;

/// <summary>A test over a file of the shared data, skipped visibly where that is absent. xunit 2 cannot skip at run time.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SharedDataFactAttribute : FactAttribute
{
    public SharedDataFactAttribute(string file)
    {
        if (SharedData.Find(file) is null)
        {
            Skip = $"shared/data/{file} is not beside this checkout";
        }
    }
}

/// <summary>The shared data is a sibling of the checkout, or of a folder that the checkout is in.</summary>
internal static class SharedData
{
    public static string? Find(string file)
    {
        for (var folder = new DirectoryInfo(RepositoryFolder.Root).Parent; folder is not null; folder = folder.Parent)
        {
            var path = Path.Combine(folder.FullName, "shared", "data", file);
            if (File.Exists(path))
            {
                return path;
            }
        }

        return null;
    }
}
