using System.Text;

namespace MzPanel.Agent.Commands.Databases;

/// <summary>
/// Finds the statement by which a dump of MariaDB goes to a database of its own choice, as those do that are made with
/// <c>--databases</c>: loaded to be tried, it would change that one.
/// </summary>
internal static class DumpAim
{
    private const int PartBytes = 64 * 1024;
    private const int HeadBytes = 80;
    private const string Digits = "0123456789 ";

    /// <summary>How the line begins that does so, or <see langword="null"/>.</summary>
    public static string? Other(string file)
    {
        using var dump = File.OpenRead(file);
        var (part, head, length) = (new byte[PartBytes], new byte[HeadBytes], 0);
        for (int count; (count = dump.Read(part)) > 0;)
            for (var rest = part.AsSpan(0, count); !rest.IsEmpty;)
            {
                var end = rest.IndexOf((byte)'\n');
                var piece = end < 0 ? rest : rest[..end];
                var room = Math.Min(piece.Length, HeadBytes - length);
                piece[..room].CopyTo(head.AsSpan(length));
                length += room;
                rest = end < 0 ? [] : rest[(end + 1)..];
                if (end >= 0 && Leads(head.AsSpan(0, length)) is { } statement)
                    return statement;
                length = end < 0 ? length : 0;
            }
        return Leads(head.AsSpan(0, length));
    }

    // Lines of rows begin with none of these letters, and most lines are rows.
    private static string? Leads(ReadOnlySpan<byte> head)
    {
        head = head.TrimStart(" \t\r"u8);
        if (head.IsEmpty || "UuCcDd/"u8.IndexOf(head[0]) < 0)
            return null;
        var line = Encoding.UTF8.GetString(head).Trim();
        return IsLeading(Carried(line).Replace('`', ' ').ToUpperInvariant().Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries)) ? line : null;
    }

    // What stands in /*!40000 … */ is a statement like others, what stands in /* … */ is not.
    private static string Carried(string line) =>
        line.StartsWith("/*!", StringComparison.Ordinal) || line.StartsWith("/*M!", StringComparison.Ordinal) ? line.TrimStart('/', '*', 'M', '!').TrimStart([.. Digits])
        : line.StartsWith('/') ? "" : line;

    private static bool IsLeading(string[] words) => words switch
    {
        ["USE", "INDEX" or "KEY", ..] => false, // In a view or a routine.
        ["USE", var name, ..] => !name.StartsWith("INDEX(", StringComparison.Ordinal) && !name.StartsWith("KEY(", StringComparison.Ordinal),
        ["USE"] or ["CREATE" or "DROP", "DATABASE" or "SCHEMA", ..] or ["CREATE", "OR", "REPLACE", "DATABASE" or "SCHEMA", ..] => true,
        _ => false,
    };
}
