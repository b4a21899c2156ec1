using System.Globalization;
using System.Reflection;
using System.Text;
using Croupier.Kernel;

namespace Croupier.Platform.Postgres;

/// <summary>One numbered step of a schema: src/Platform/(Area)/Migrations/0001_name.sql. Once released it never changes; a further step does.</summary>
public sealed record Migration(int Number, string Name, string Sql)
{
    public Hash256 Hash => Hash256.Of(Encoding.UTF8.GetBytes(Sql));

    /// <summary>The steps of an area in this assembly, in order. Throws when their numbers are not 1, 2, 3, …</summary>
    public static IReadOnlyList<Migration> Of(string area)
    {
        var assembly = Assembly.GetExecutingAssembly();
        var prefix = $"{area}/Migrations/";
        var steps = assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(prefix, StringComparison.Ordinal))
            .Select(name => Parse(name[prefix.Length..], Read(assembly, name)))
            .OrderBy(step => step.Number)
            .ToList();
        return InOrder(area, steps);
    }

    internal static IReadOnlyList<Migration> InOrder(string area, IReadOnlyList<Migration> steps)
    {
        if (steps.Count == 0)
        {
            throw new InvalidOperationException($"area {area} has no migrations");
        }

        for (var i = 0; i < steps.Count; i++)
        {
            if (steps[i].Number != i + 1)
            {
                throw new InvalidOperationException($"migrations of {area} are numbered 1, 2, 3, …: {steps[i].Number} stands at place {i + 1}");
            }
        }

        return steps;
    }

    /// <summary>"0001_first.sql" → 1, "first".</summary>
    private static Migration Parse(string file, string sql)
    {
        var (digits, name) = (file.Split('_')[0], Path.GetFileNameWithoutExtension(file));
        if (digits.Length != 4 || !int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            throw new InvalidOperationException($"a migration is called 0001_what_it_does.sql, not {file}");
        }

        return new Migration(number, name[5..], sql);
    }

    private static string Read(Assembly assembly, string resource)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!, Encoding.UTF8);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
