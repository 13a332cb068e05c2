using MzPanel.Agent.Commands;
using MzPanel.Agent.Config;
using MzPanel.Agent.Sites;
using MzPanel.Agent.Sites.Databases;
using MzPanel.Protocol.Commands;
using MzPanel.Protocol.Logs;

namespace MzPanel.Agent.Backups;

/// <summary>Dumps of MariaDB: statements that make the database anew, as of one moment.</summary>
internal sealed class MariaDbDumps(CommandContext context, TimeProvider time) : IDumps
{
    private static readonly TimeSpan BackLimit = TimeSpan.FromMinutes(30);
    private readonly MariaDb server = new(context, time);

    private string[] AsRoot => ["--protocol=socket", "--socket=" + server.Socket, "--user=root", "--default-character-set=utf8mb4"];

    public async Task<IReadOnlyList<DatabaseRef>> ListAsync(CancellationToken cancelled) => !File.Exists(server.Socket) ? []
        : [.. DatabaseNames.Of(await server.SizesAsync(cancelled)).Select(name => new DatabaseRef(BackupArgs.MariaDb, name, null))];

    public async Task DumpAsync(DatabaseRef database, string file, CancellationToken cancelled)
    {
        SystemFile.MakeDirectory(Path.GetDirectoryName(file)!, SystemFile.OwnerDirectory);
        var code = await context.RunAsync(new ProgramCall("mariadb-dump",
            [
                .. AsRoot, "--single-transaction", "--quick", "--routines", "--triggers", "--events", "--hex-blob", "--skip-dump-date", "--add-drop-database",
                "--result-file=" + file, "--databases", "--", database.Name,
            ]), cancelled);
        if (code != 0)
            throw new BackupException(BackupException.DumpFailed, $"mariadb-dump of {database.Name} ended with exit code {code}; what it said is in the log.");
    }

    // MariaDB takes no definition of a table back: what was there is dumped first, and loaded again where the new one fails.
    public async Task LoadAsync(DatabaseRef database, string file, CancellationToken cancelled)
    {
        var before = BeforeRestore.FileOf(context, file);
        var wasThere = await KeepAsync(database, before, cancelled);
        try
        {
            await SourceAsync(file, cancelled);
        }
        catch (Exception e) when (wasThere && e is BackupException or OperationCanceledException)
        {
            await PutBackAsync(before, e);
        }
        SystemFile.Delete(before);
    }

    // What an interrupted attempt of the same job kept is what was there: by now the database may be half of what that one loaded.
    private async Task<bool> KeepAsync(DatabaseRef database, string before, CancellationToken cancelled)
    {
        if (File.Exists(before))
        {
            context.Log.Write(LogLine.Stdout, $"What {database} held before an attempt that was interrupted is kept in {before}.");
            return true;
        }
        if (!(await ListAsync(cancelled)).Contains(database))
            return false;
        var part = before + BeforeRestore.Unfinished;
        await DumpAsync(database, part, cancelled);
        using (var written = File.Open(part, FileMode.Open, FileAccess.ReadWrite))
            written.Flush(flushToDisk: true);
        File.Move(part, before);
        DirectorySync.Flush(Path.GetDirectoryName(before)!);
        return true;
    }

    private async Task PutBackAsync(string before, Exception cause)
    {
        using var limit = new CancellationTokenSource(BackLimit, time);
        try
        {
            await SourceAsync(before, limit.Token);
        }
        catch (Exception e) when (e is BackupException or OperationCanceledException)
        {
            throw new BackupException(BackupException.DumpFailed, $"{cause.Message} What was there before is in {before} and could not be loaded again.", e);
        }
        SystemFile.Delete(before);
        throw new BackupException(BackupException.DumpFailed, cause.Message + " What was there before is there again.", cause);
    }

    private async Task SourceAsync(string file, CancellationToken cancelled)
    {
        var code = await context.RunAsync(new ProgramCall("mariadb", [.. AsRoot, "--abort-source-on-error", "--execute=source " + file]), cancelled);
        if (code != 0)
            throw new BackupException(BackupException.DumpFailed, $"MariaDB did not take {file} (exit code {code}); what it said is in the log.");
    }
}
