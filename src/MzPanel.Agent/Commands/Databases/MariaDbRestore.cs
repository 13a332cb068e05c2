using System.Text;
using MzPanel.Agent.Sites;
using MzPanel.Agent.Sites.Databases;
using MzPanel.Protocol.Logs;

namespace MzPanel.Agent.Commands.Databases;

/// <summary>
/// Puts a dump in the place of what a database of MariaDB holds. MariaDB can rename no database, so that the content is replaced in
/// the open: a record on disk says from where the old one is put back, also by the next process.
/// </summary>
internal sealed class MariaDbRestore(CommandContext context, MariaDb server)
{
    public const string UsualCharset = "utf8mb4 utf8mb4_unicode_ci";
    private const string Trial = Reserved.Own + "restore";
    private const int TailBytes = 256;

    // Shorter than anybody waits for an answer, so that it is known what became of it.
    private const int LockWaitS = 5;

    private string Record => context.Root.Resolve("/var/lib/mz/restore-mariadb");

    public static string Creation(string database, string charset) => charset.Trim().Split(' ') is [var set, var collation]
        ? $"CREATE DATABASE `{SqlName.Of(database)}` CHARACTER SET {SqlName.Of(set)} COLLATE {SqlName.Of(collation)};"
        : throw new SiteException("failed", $"The character set of {database} is not known.");

    public IEnumerable<Step> Steps(string database, string dump, string? before)
    {
        yield return new Step($"load {dump} into a database of its own first", c => TryAsync(dump, c), c => RemoveAsync(Trial, c));
        yield return new Step($"put it in the place of what {database} holds", c => ReplaceAsync(database, dump, before, c), PutBackAsync);
    }

    public async Task RecoverAsync(CancellationToken cancelled)
    {
        if (File.Exists(Record))
        {
            context.Log.Write(LogLine.Stdout, "Putting back what a database held before a restore that had been interrupted");
            await PutBackAsync(cancelled);
        }
        await RemoveAsync(Trial, cancelled);
    }

    private async Task TryAsync(string dump, CancellationToken cancelled)
    {
        if (DumpAim.Other(dump) is { } statement)
            throw new SiteException("restore_failed",
                $"{dump} says itself which database it is for ({statement}): it would change that one. Make it without --databases, or take such lines out of it.");
        if (!Tail(dump).Contains("-- Dump completed", StringComparison.Ordinal))
            throw new SiteException("restore_failed", $"{dump} is not whole: it does not end as a dump does.");
        await server.QueryAsync(Creation(Trial, UsualCharset), cancelled);
        await server.LoadAsync(Trial, dump, cancelled);
        await RemoveAsync(Trial, cancelled);
    }

    private async Task ReplaceAsync(string database, string dump, string? before, CancellationToken cancelled)
    {
        var charset = before is null ? UsualCharset : await CharsetAsync(database, cancelled);
        var tables = await TablesAsync(database, cancelled);
        SystemFile.Write(Record, Encoding.UTF8.GetBytes($"{database}\n{before}\n{charset}"), SystemFile.OwnerOnly);
        try
        {
            await EmptyAsync(database, charset, tables, cancelled);
            await server.LoadAsync(database, dump, cancelled);
        }
        catch (SiteException)
        {
            // Here it may take the time that it needs; a command that is stopped has little left.
            await PutBackAsync(cancelled);
            throw;
        }
        SystemFile.Delete(Record);
    }

    // Whoever works with one table keeps all of them. Then nothing has changed, and what is written from now on must not give way to the dump of before.
    private async Task EmptyAsync(string database, string charset, string tables, CancellationToken cancelled)
    {
        try
        {
            await RemakeAsync(database, charset, cancelled);
        }
        catch (SiteException e) when (e.InnerException is not TimeoutException)
        {
            if (await server.HasAsync(database, cancelled) && await TablesAsync(database, cancelled) == tables)
                SystemFile.Delete(Record);
            throw;
        }
    }

    private async Task PutBackAsync(CancellationToken cancelled)
    {
        if (!File.Exists(Record))
            return;
        if (await File.ReadAllLinesAsync(Record, cancelled) is not [var database, var before, var charset])
            throw new SiteException("bad_registry", $"{Record} cannot be read: put back by hand what it speaks of, then remove it.");
        if (before.Length == 0)
            await RemoveAsync(database, cancelled);
        else
        {
            await RemakeAsync(database, charset, cancelled);
            await server.LoadAsync(database, before, cancelled);
        }
        SystemFile.Delete(Record);
    }

    private Task<string> CharsetAsync(string database, CancellationToken cancelled) => server.QueryAsync(
        $"SELECT CONCAT(default_character_set_name, ' ', default_collation_name) FROM information_schema.schemata WHERE schema_name = '{SqlName.Of(database)}';", cancelled);

    private Task<string> TablesAsync(string database, CancellationToken cancelled) => server.QueryAsync(
        $"SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = '{SqlName.Of(database)}';", cancelled);

    private Task<string> RemakeAsync(string database, string charset, CancellationToken cancelled) => server.QueryAsync(
        $"SET lock_wait_timeout = {LockWaitS};\nDROP DATABASE IF EXISTS `{SqlName.Of(database)}`;\n{Creation(database, charset)}", cancelled);

    private Task<string> RemoveAsync(string database, CancellationToken cancelled) => server.QueryAsync($"DROP DATABASE IF EXISTS `{SqlName.Of(database)}`;", cancelled);

    private static string Tail(string file)
    {
        using var dump = File.OpenRead(file);
        dump.Seek(-Math.Min(dump.Length, TailBytes), SeekOrigin.End);
        using var text = new StreamReader(dump, Encoding.UTF8);
        return text.ReadToEnd();
    }
}
