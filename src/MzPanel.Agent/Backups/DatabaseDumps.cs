using MzPanel.Agent.Commands;
using MzPanel.Agent.Config;
using MzPanel.Agent.Processes;
using MzPanel.Agent.Sites;
using MzPanel.Protocol.Commands;
using MzPanel.Protocol.Logs;

namespace MzPanel.Agent.Backups;

/// <summary>
/// Dumps of databases in a folder of root's, from where they go into a snapshot. The same place each time, so that a snapshot shares
/// what is unchanged with the one before; empty but while a run goes on.
/// </summary>
internal sealed class DatabaseDumps(CommandContext context, TimeProvider time) : IDisposable
{
    private readonly Dictionary<string, IDumps> engines = new()
    {
        [BackupArgs.MariaDb] = new MariaDbDumps(context, time),
        [BackupArgs.PostgreSql] = new PostgreSqlDumps(context),
    };

    public string Folder => FolderOf(context.Root);

    /// <summary>What could not be dumped, and why.</summary>
    public List<string> Problems { get; } = [];

    public static string FolderOf(AgentRoot root) => root.Resolve("/var/lib/mz/backup-dumps");

    public IDumps Of(string engine) => engines[engine];

    /// <summary>The databases that are asked for, or all there are.</summary>
    public async Task<IReadOnlyList<DatabaseRef>> WantedAsync(IReadOnlyList<DatabaseRef>? asked, CancellationToken cancelled)
    {
        var found = new List<DatabaseRef>();
        foreach (var (engine, dumps) in engines)
            await TryAsync($"The databases of {engine}", async () => found.AddRange(await dumps.ListAsync(cancelled)));
        if (asked is null)
            return found;
        Problems.AddRange(asked.Where(a => !found.Contains(a)).Select(a => $"There is no database {a} on this VPS."));
        return [.. asked.Where(found.Contains)];
    }

    /// <summary>Dumps them; returns the folders that then hold something: one, or none.</summary>
    public async Task<IReadOnlyList<string>> MakeAsync(IReadOnlyList<DatabaseRef> databases, CancellationToken cancelled)
    {
        SystemFile.DeleteDirectory(Folder);
        SystemFile.MakeDirectory(Folder, SystemFile.ReadableDirectory);
        var made = 0;
        foreach (var database in databases)
        {
            context.Log.Write(LogLine.Stdout, $"Dumping {database}");
            made += await TryAsync($"The database {database}", () => engines[database.Engine].DumpAsync(database, $"{Folder}/{database.File}", cancelled)) ? 1 : 0;
        }
        return made > 0 ? [Folder] : [];
    }

    public void Dispose() => SystemFile.DeleteDirectory(Folder);

    private async Task<bool> TryAsync(string what, Func<Task> work)
    {
        try
        {
            await work();
            return true;
        }
        catch (Exception e) when (e is BackupException or SiteException or UnknownUserException or IOException)
        {
            Problems.Add($"{what} could not be dumped: {e.Message}");
            context.Log.Write(LogLine.Stderr, Problems[^1]);
            return false;
        }
    }
}
