using System.Globalization;
using System.Text.RegularExpressions;

namespace MzPanel.Agent.Commands.Cron;

/// <summary>Reads crontab(5). Pure.</summary>
internal static partial class CronTable
{
    private const int Fields = 5;
    private const int LongestCommand = 2_000;

    /// <summary>The entries of a file, and the numbers of its lines that are none.</summary>
    /// <param name="text">The file.</param>
    /// <param name="user">Whose it is; <see langword="null"/> where each entry names its own.</param>
    /// <param name="source">Its path.</param>
    public static (IReadOnlyList<CronEntry> Entries, IReadOnlyList<string> Unreadable) Parse(string text, string? user, string source)
    {
        var (entries, unreadable) = (new List<CronEntry>(), new List<string>());
        var number = 0;
        foreach (var line in text.Split('\n').Select(l => l.Trim()))
        {
            number++;
            if (line.Length == 0 || line[0] == '#' || Setting().IsMatch(line))
                continue;
            if (Entry(line, user, source) is { } entry)
                entries.Add(entry);
            else
                unreadable.Add(number.ToString(CultureInfo.InvariantCulture));
        }
        return (entries, unreadable);
    }

    private static CronEntry? Entry(string line, string? user, string source)
    {
        var times = line[0] == '@' ? 1 : Fields;
        var words = line.Split((char[]?)null, times + (user is null ? 2 : 1), StringSplitOptions.RemoveEmptyEntries);
        if (words.Length < times + (user is null ? 2 : 1))
            return null;
        var command = words[^1];
        return new CronEntry(user ?? words[times], string.Join(' ', words[..times]),
            command.Length > LongestCommand ? command[..LongestCommand] + "…" : command, source);
    }

    [GeneratedRegex(@"^(""[^""]*""|'[^']*'|[A-Za-z_][A-Za-z0-9_]*)\s*=", RegexOptions.CultureInvariant, 5000)]
    private static partial Regex Setting();
}
