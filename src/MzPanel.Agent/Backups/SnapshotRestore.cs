using MzPanel.Agent.Commands;
using MzPanel.Agent.Sites;
using MzPanel.Protocol.Logs;

namespace MzPanel.Agent.Backups;

/// <summary>Brings a snapshot back, or some of it.</summary>
internal sealed class SnapshotRestore(CommandContext context, Restic restic, Snapshot snapshot, TimeProvider time)
{
    private const string Everything = "/";
    private const string NotBack = "is not restored in place: name what is beside it, or restore to a folder.";

    private IReadOnlyList<string> others = [];
    private readonly string work = context.Root.Resolve("/var/lib/mz/backup-restore");

    // What the agent is, may do and knows.
    private readonly string[] own = [context.Root.OwnFolder, context.Root.StateDirectory];

    // Dumps have a place in a snapshot, but none on a VPS: each is restored by its name.
    private readonly string[] dumps = [DatabaseDumps.FolderOf(context.Root), BeforeRestore.FolderOf(context.Root)];

    /// <summary>Where the dump of a database comes to before it is loaded.</summary>
    public string Bringing => RestoreFolder.Find(work + "/snapshot");

    /// <summary>What there is to bring back beneath these paths; of all of it where there are none. Refuses where something lies in the way of it.</summary>
    public async Task<RestoreResult> CountAsync(IReadOnlyList<string> wanted, string? target, CancellationToken cancelled)
    {
        var way = new RestoreWay(target);
        var (files, bytes, fault) = (0L, 0L, NamesOwn(wanted, target));
        await restic.RunAsync(["ls", "--json", "--no-lock", "--", snapshot.Id], line =>
        {
            if (ResticLine.Parse(line) is not { } node || !node.TryGetProperty("path", out var said) || said.GetString() is not { } path || !IsWanted(wanted, path))
                return;
            var type = node.GetProperty("type").GetString();
            var isOwn = target is null && IsWithin(path, own);
            if (target is null && (IsWithin(path, dumps) || (isOwn && wanted.Count == 0)))
                return;
            fault ??= isOwn ? $"{path} {NotBack}" : way.Fault(path, type!);
            if (type != RestoreWay.File)
                return;
            files++;
            bytes += node.TryGetProperty("size", out var size) ? size.GetInt64() : 0;
        }, cancelled);
        others = way.Others;
        return fault is null ? new RestoreResult(files, bytes) : throw new BackupException(BackupException.InTheWay, fault);
    }

    /// <param name="wanted">Only these paths.</param>
    /// <param name="target">Folder to restore to; where the files came from, where absent.</param>
    /// <param name="cancelled">Ends it.</param>
    public Task FilesAsync(IReadOnlyList<string> wanted, string? target, CancellationToken cancelled)
    {
        if (target is not null)
            RestoreFolder.Make(target);
        restic.LinkFree = target is null ? others : [];
        string[] with = [.. wanted.Select(w => "--include=" + ResticPattern.Exactly(w.TrimEnd('/')))];
        // restic takes no --exclude beside --include, but the last pattern that fits decides.
        string[] without = target is not null ? []
            : wanted.Count == 0 ? [.. own.Concat(dumps).Select(folder => "--exclude=" + ResticPattern.Exactly(folder))] : [.. dumps.Select(folder => "--include=!" + ResticPattern.Exactly(folder))];
        return restic.RunAsync(["restore", "--verify", "--target=" + (target ?? Everything), .. with, .. without, "--", snapshot.Id],
            line => context.Log.Write(LogLine.Stdout, line), cancelled);
    }

    public async Task DatabaseAsync(DatabaseRef database, string dump, string? target, CancellationToken cancelled)
    {
        if (target is not null)
        {
            await FilesAsync([dump], target, cancelled);
            return;
        }
        SystemFile.DeleteDirectory(work);
        SystemFile.MakeDirectory(work, SystemFile.ReadableDirectory);
        try
        {
            var bringing = Bringing;
            await FilesAsync([dump], bringing, cancelled);
            var file = $"{work}/{Path.GetFileName(dump)}";
            File.Move(bringing + dump, file);
            context.Log.Write(LogLine.Stdout, $"Loading {database}");
            using var databases = new DatabaseDumps(context, time);
            await databases.Of(database.Engine).LoadAsync(database, file, cancelled);
        }
        finally
        {
            SystemFile.DeleteDirectory(work);
        }
    }

    private static bool IsWanted(IReadOnlyList<string> wanted, string path) => wanted.Count == 0 || IsWithin(path, wanted);

    private static bool IsWithin(string path, IEnumerable<string> folders) =>
        folders.Select(f => f.TrimEnd('/')).Any(f => path == f || path.StartsWith(f + "/", StringComparison.Ordinal));

    private string? NamesOwn(IReadOnlyList<string> wanted, string? target) =>
        target is not null ? IsWithin(target, own) ? $"{target} is the agent's own: restore to another folder." : null
        : wanted.FirstOrDefault(w => IsWithin(w.TrimEnd('/'), dumps)) is { } dump ? $"{dump} {NotBack}" : null;
}
