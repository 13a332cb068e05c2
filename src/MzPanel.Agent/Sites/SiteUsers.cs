using System.Security.Cryptography;
using System.Text;
using MzPanel.Agent.Commands;
using MzPanel.Agent.Processes;

namespace MzPanel.Agent.Sites;

/// <summary>The Unix user of each site, in the VPS's table of users, or in that of the sandbox.</summary>
internal sealed class SiteUsers(CommandContext context, TimeProvider time)
{
    private const int StillUsed = 8; // userdel(8)
    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);
    private static readonly string[] Tables = ["/etc/passwd", "/etc/group"];
    private static readonly string[] WebUsers = ["www-data", "nginx", "http"];

    /// <summary>Of the id alone. Not the id itself: two ids may differ in case only, and tables of users should not.</summary>
    public static string NameFor(string siteId) => "mz-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(siteId)))[..16];

    /// <summary>Whom the web server's workers run as.</summary>
    public static UnixUser WebUser() => WebUsers.Select(UnixUser.Find).OfType<UnixUser>().FirstOrDefault()
        ?? throw SiteException.Missing("nginx", "nginx");

    public UnixUser? Find(string name)
    {
        var table = context.Root.Resolve("/etc/passwd");
        return File.Exists(table) ? UnixUser.Find(name, table) : null;
    }

    /// <summary>The user of a site that has one by now.</summary>
    public UnixUser Get(string name) => Find(name) ?? throw new SiteException("user_failed", $"There is no Unix user {name}, although one was made.");

    public IEnumerable<Step> Make(SiteEntry site) => Find(site.User) is not null ? [] :
        [new Step($"make the Unix user {site.User}", c => AddAsync(site.User, c), c => RemoveAsync(site.User, c))];

    public IEnumerable<Step> Remove(SiteEntry site) => Find(site.User) is null && !HasGroup(site.User) ? [] :
        [new Step($"remove the Unix user {site.User}", c => RemoveAsync(site.User, c))];

    private async Task AddAsync(string name, CancellationToken cancelled)
    {
        if (!context.Root.IsHost)
            PrepareSandbox();
        var code = await context.RunAsync(new ProgramCall("useradd",
            [.. Beneath(), .. HasGroup(name) ? new[] { "--gid", name } : ["--user-group"], "--no-create-home", "--home-dir", "/nonexistent", "--shell", "/usr/sbin/nologin", "--", name]), cancelled);
        if (code != 0)
            throw new SiteException("user_failed", $"useradd ended with exit code {code}.");
    }

    private async Task RemoveAsync(string name, CancellationToken cancelled)
    {
        var start = time.GetTimestamp();
        while (Find(name) is not null)
        {
            var code = await context.RunAsync(new ProgramCall("userdel", [.. Prefix(), "--", name]), cancelled);
            if (code != 0 && (code != StillUsed || time.GetElapsedTime(start) > EndLimit))
                throw new SiteException("user_failed", $"userdel ended with exit code {code}.");
            if (code != 0)
                await Task.Delay(Look, time, cancelled);
        }
        // Whether the group goes with its user is a setting of the VPS.
        if (HasGroup(name) && await context.RunAsync(new ProgramCall("groupdel", [.. Prefix(), "--", name]), cancelled) is not 0 and var failed)
            throw new SiteException("user_failed", $"groupdel ended with exit code {failed}.");
    }

    // A sandbox has a table of its own, with numbers that no user of the VPS has.
    private string[] Beneath() => context.Root.IsHost ? ["--system"]
        : [.. Prefix(), "--key", "UID_MIN=200000", "--key", "UID_MAX=299999", "--key", "GID_MIN=200000", "--key", "GID_MAX=299999"];

    private string[] Prefix() => context.Root.IsHost ? [] : ["--prefix", context.Root.Path];

    private bool HasGroup(string name) => context.Root.Resolve("/etc/group") is var table && File.Exists(table)
        && File.ReadLines(table).Any(l => l.StartsWith(name + ":", StringComparison.Ordinal));

    private void PrepareSandbox()
    {
        foreach (var table in Tables.Select(context.Root.Resolve).Where(t => !File.Exists(t)))
            SystemFile.Write(table, [], SystemFile.Readable);
    }
}
