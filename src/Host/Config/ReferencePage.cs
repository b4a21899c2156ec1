using System.Text;

namespace Croupier.Host.Config;

/// <summary>docs/configuration.md, from the very reading that <c>serve</c> does. A test compares.</summary>
internal static class ReferencePage
{
    private const string Head =
        """
        # Configuration

        What `croupier serve`, `migrate` and `healthcheck` read: one YAML file (`--config FILE`), and variables of the environment over it. This page is generated from the table that reads (`./croupier check-config --reference`), and a test compares it.

        - `./croupier check-config --config FILE [--role a,b]` prints what is in effect, with where each value comes from and with secrets masked, or everything that is wrong with it (exit code 2).
        - A key that is not here is an error, as is a variable that begins with `CROUPIER_` and has `__` in it, or is nearly one of these, and is none.
        - The variable of a key is `CROUPIER_` and its path in capitals, with `__` between the levels and `_` for a hyphen: `ledger.partitions` is `CROUPIER_LEDGER__PARTITIONS`. Lists have commas between their words. No variable adds a name where the file chooses names, or reaches into a list of sections.
        - Times are a whole number and one of `ms`, `s`, `m`, `h`, `d`: `250ms`, `5s`. Sizes are whole numbers of bytes. Paths begin at the file's folder.
        - A secret stands elsewhere, and the file says where: `{file: PATH}`, `{env: NAME}` or `{command: [PROGRAM, ARGUMENT, …]}`; as variables `…__FILE`, `…__ENV`, `…__COMMAND`. [Secrets and certificates](operations/secrets-and-certificates.md) says what is in them.
        - "Needed by" names the roles that don't start without the key. A process is given what its roles need, and nothing else.

        """;

    public static string Text()
    {
        var entries = ConfigurationFile.Describe().Entries;
        var text = new StringBuilder(Head);
        text.Append("\n## At the top\n\n");
        Table(text, entries.Where(e => e.Path.Count == 1 && !e.IsSection), 0);
        foreach (var section in entries.Where(e => e.Path.Count == 1 && e.IsSection))
        {
            text.Append("\n## `").Append(section.Key).Append("`\n\n").Append(section.About).Append("\n\n");
            Table(text, entries.Where(e => e.Path.Count > 1 && e.Path[0] == section.Key), 1);
        }

        return text.ToString();
    }

    private static string Takes(ConfigurationEntry entry) =>
        !entry.IsSection || entry.Expected == ConfigurationSection.ListOfSections ? entry.Expected
        : entry.Expected.Length == 0 ? "keys"
        : $"keys, under a name of {entry.Expected}";

    private static void Table(StringBuilder text, IEnumerable<ConfigurationEntry> entries, int skip)
    {
        text.Append("| key | takes | without it | needed by | what it is |\n| --- | --- | --- | --- | --- |\n");
        foreach (var entry in entries)
        {
            text.Append("| `").Append(string.Join('.', entry.Path.Skip(skip))).Append(entry.IsSection ? ".`" : "`")
                .Append(" | ").Append(Takes(entry))
                .Append(" | ").Append(entry.Default is null ? "" : $"`{entry.Default}`")
                .Append(" | ").Append(entry.Need)
                .Append(" | ").Append(entry.About).Append(" |\n");
        }
    }
}
