using System.Globalization;
using System.Text;
using MzPanel.Agent.Config;

namespace MzPanel.Agent.Sites;

/// <summary>
/// Numbers for the Unix users of sites, each given once: whatever a removed site has left somewhere must not belong to the next.
/// </summary>
internal sealed class UserNumbers(AgentRoot root)
{
    private static readonly string[] Tables = ["/etc/passwd", "/etc/group"];

    // On a VPS between what Debian and systemd give to users and what they give to the users of containers; in a sandbox numbers
    // that no user of the VPS has.
    private readonly (int First, int Last) range = root.IsHost ? (70_000, 99_999) : (200_000, 299_999);

    private string Record => root.Resolve("/etc/mz/next-user");

    /// <summary>Takes the next one; it is never given again, also if nothing comes of it.</summary>
    public int Take()
    {
        var number = Math.Max(Next(), Taken().Where(n => n >= range.First && n <= range.Last).DefaultIfEmpty(range.First - 1).Max() + 1);
        if (number > range.Last)
            throw new SiteException("user_failed", $"All numbers for users of sites, up to {range.Last}, have been given.");
        SystemFile.Write(Record, Encoding.ASCII.GetBytes((number + 1).ToString(CultureInfo.InvariantCulture)), SystemFile.OwnerOnly);
        return number;
    }

    private int Next() => !File.Exists(Record) ? range.First
        : int.TryParse(File.ReadAllText(Record), NumberStyles.None, CultureInfo.InvariantCulture, out var next) ? Math.Max(next, range.First)
        : throw new SiteException("user_failed", "/etc/mz/next-user holds no number.");

    // The third field is the number in both tables.
    private IEnumerable<int> Taken() => Tables.Select(root.Resolve).Where(File.Exists).SelectMany(File.ReadLines)
        .Select(l => l.Split(':')).Where(f => f.Length > 2)
        .Select(f => int.TryParse(f[2], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0);
}
