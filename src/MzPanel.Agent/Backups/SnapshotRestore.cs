using System.Text.Json;
using MzPanel.Agent.Commands;
using MzPanel.Agent.Config;
using MzPanel.Agent.Sites;
using MzPanel.Protocol.Logs;

namespace MzPanel.Agent.Backups;

/// <summary>Brings a snapshot back, or some of it.</summary>
internal sealed class SnapshotRestore(CommandContext context, Restic restic, Snapshot snapshot, TimeProvider time)
{
    private const string Everything = "/";

    /// <summary>What there is to bring back beneath these paths; of all of it where there are none. Refuses where something lies in the way of it.</summary>
    public async Task<RestoreResult> CountAsync(IReadOnlyList<string> wanted, string? target, CancellationToken cancelled)
    {
        var way = new RestoreWay(target);
        var (files, bytes, fault) = (0L, 0L, (string?)null);
        await restic.RunAsync(["ls", "--json", "--no-lock", "--", snapshot.Id], line =>
        {
            if (ResticLine.Parse(line) is not { } node || !node.TryGetProperty("path", out var path) || !IsFile(node) || !IsWanted(wanted, path.GetString()!))
                return;
            var own = target is null && path.GetString()!.StartsWith(context.Root.OwnFolder + "/", StringComparison.Ordinal);
            if (own && wanted.Count == 0)
                return;
            fault ??= own ? $"{context.Root.OwnFolder} is the agent's own and is not restored in place: name what is beside it, or restore to a folder." : way.Fault(path.GetString()!);
            files++;
            bytes += node.TryGetProperty("size", out var size) ? size.GetInt64() : 0;
        }, cancelled);
        return fault is null ? new RestoreResult(files, bytes) : throw new BackupException(BackupException.InTheWay, fault);
    }

    /// <param name="wanted">Only these paths.</param>
    /// <param name="target">Folder to restore to; where the files came from, where absent.</param>
    /// <param name="cancelled">Ends it.</param>
    public Task FilesAsync(IReadOnlyList<string> wanted, string? target, CancellationToken cancelled)
    {
        // Dumps have a place in a snapshot, but none on a VPS: each is restored by its name.
        string[] without = wanted.Count == 0 && target is null
            ? [.. new[] { DatabaseDumps.FolderOf(context.Root), context.Root.OwnFolder }.Select(folder => "--exclude=" + ResticPattern.Exactly(folder))] : [];
        return restic.RunAsync(
            ["restore", "--verify", "--target=" + (target ?? Everything), .. wanted.Select(w => "--include=" + ResticPattern.Exactly(w.TrimEnd('/'))), .. without, "--", snapshot.Id],
            line => context.Log.Write(LogLine.Stdout, line), cancelled);
    }

    public async Task DatabaseAsync(DatabaseRef database, string dump, string? target, CancellationToken cancelled)
    {
        if (target is not null)
        {
            await FilesAsync([dump], target, cancelled);
            return;
        }
        var work = context.Root.Resolve("/var/lib/mz/backup-restore");
        SystemFile.DeleteDirectory(work);
        SystemFile.MakeDirectory(work, SystemFile.ReadableDirectory);
        try
        {
            var bringing = work + "/snapshot";
            PrivateFile.MakeDirectory(bringing);
            await FilesAsync([dump], bringing, cancelled);
            var file = $"{work}/{Path.GetFileName(dump)}";
            File.Move(bringing + dump, file);
            context.Log.Write(LogLine.Stdout, $"Loading {database}");
            using var dumps = new DatabaseDumps(context, time);
            await dumps.Of(database.Engine).LoadAsync(database, file, cancelled);
        }
        finally
        {
            SystemFile.DeleteDirectory(work);
        }
    }

    private static bool IsFile(JsonElement node) => node.GetProperty("type").GetString() == "file";

    private static bool IsWanted(IReadOnlyList<string> wanted, string path) =>
        wanted.Count == 0 || wanted.Any(w => path == w.TrimEnd('/') || path.StartsWith(w.TrimEnd('/') + "/", StringComparison.Ordinal));
}
