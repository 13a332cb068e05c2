using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using MzPanel.Agent.Commands;
using MzPanel.Agent.Processes;
using MzPanel.Protocol.Logs;

namespace MzPanel.Agent.Sites;

/// <summary>The Unix user of each site, in the VPS's table of users, or in that of the sandbox.</summary>
internal sealed class SiteUsers(CommandContext context, TimeProvider time)
{
    private const int StillUsed = 8; // userdel(8)
    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);
    private static readonly string[] Keys = ["--key", "SYS_UID_MIN=1", "--key", "SYS_UID_MAX=299999"]; // useradd warns of others
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
        var number = new UserNumbers(context.Root).Take().ToString(CultureInfo.InvariantCulture);
        // One that was interrupted may have left its group, which is this site's in any case.
        if (!HasGroup(name))
            await CallAsync("groupadd", [.. Prefix(), "--gid", number, "--", name], cancelled);
        await CallAsync("useradd", [.. Prefix(), "--system", .. Keys, "--uid", number, "--gid", name,
            "--no-create-home", "--home-dir", "/nonexistent", "--shell", "/usr/sbin/nologin", "--", name], cancelled);
    }

    private async Task CallAsync(string program, string[] arguments, CancellationToken cancelled)
    {
        var code = await context.RunAsync(new ProgramCall(program, arguments), cancelled);
        if (code != 0)
            throw new SiteException("user_failed", $"{program} ended with exit code {code}.");
    }

    private async Task RemoveAsync(string name, CancellationToken cancelled)
    {
        // In a sandbox another one's user may have the same number.
        if (context.Root.IsHost && Find(name) is { } user && await new UserProcesses(time).EndAsync(user.UserNumber, cancelled) is > 0 and var left)
            context.Log.Write(LogLine.Stderr, $"{left} processes of {name} would not end.");
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
        if (HasGroup(name))
            await CallAsync("groupdel", [.. Prefix(), "--", name], cancelled);
    }

    private string[] Prefix() => context.Root.IsHost ? [] : ["--prefix", context.Root.Path];

    private bool HasGroup(string name) => context.Root.Resolve("/etc/group") is var table && File.Exists(table)
        && File.ReadLines(table).Any(l => l.StartsWith(name + ":", StringComparison.Ordinal));

    private void PrepareSandbox()
    {
        foreach (var table in Tables.Select(context.Root.Resolve).Where(t => !File.Exists(t)))
            SystemFile.Write(table, [], SystemFile.Readable);
    }
}
