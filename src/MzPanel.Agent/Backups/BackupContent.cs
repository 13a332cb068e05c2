using MzPanel.Agent.Commands;
using MzPanel.Agent.Config;
using MzPanel.Protocol.Commands;
using MzPanel.Protocol.Logs;

namespace MzPanel.Agent.Backups;

/// <summary>Which files and folders go into a snapshot.</summary>
internal sealed record BackupContent(IReadOnlyList<string> Paths, IReadOnlyList<string> Excluded)
{
    // What a VPS is made of besides its packages: databases come as dumps, their files as they lie would be torn.
    private static readonly string[] Usual = ["/etc", "/home", "/root", "/var/www", "/var/spool/cron", "/usr/local", "/opt", "/srv"];
    private static readonly string[] Caches = ["/home/*/.cache", "/root/.cache", "/home/*/.npm", "/root/.npm", "/var/www/*/tmp", "/var/www/.mz-archive"];

    public static BackupContent Of(CommandContext context, string serverId, IEnumerable<Destination> destinations, IEnumerable<string> dumps)
    {
        var root = context.Root;
        if (context.Text("kind") != BackupArgs.Full)
            return new([.. dumps], []);
        var asked = context.Texts("paths") is { Count: > 0 } some ? some : null;
        var paths = (asked ?? Usual).Select(root.Resolve).ToList();
        foreach (var missing in paths.Where(p => !Path.Exists(p) && asked is not null))
            context.Log.Write(LogLine.Stderr, $"{missing} is not there and is left out.");
        string[] own = [root.OwnFolder, root.StateDirectory, BeforeRestore.FolderOf(root), Repository.CacheOf(root), .. destinations.Select(d => Repository.FolderOf(root, serverId, d)).OfType<string>()];
        return new([.. paths.Where(Path.Exists), .. dumps], [.. Patterns(context, root, asked is null), .. own.Select(ResticPattern.Exactly)]);
    }

    // An absolute pattern is a path of the VPS; a name is looked for everywhere.
    private static IEnumerable<string> Patterns(CommandContext context, AgentRoot root, bool usual) =>
        (context.Texts("exclude") ?? []).Concat(usual ? Caches : []).Select(p => p.StartsWith('/') && !root.IsHost ? root.Path + p : p);
}
