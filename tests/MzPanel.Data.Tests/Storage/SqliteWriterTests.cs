using System.Diagnostics;
using Dapper;
using Microsoft.Data.Sqlite;

namespace MzPanel.Data.Tests.Storage;

public sealed class SqliteWriterTests() : RecordsTest(postgres: false)
{
    private static Statement Put(string what, int bytes = 10) => new(
        "INSERT INTO grain_state (state_name, grain_id, etag, payload) VALUES ('x', @id, '1', @payload)", ("id", what), ("payload", new byte[bytes]));

    [Fact]
    public async Task Control_goes_before_logs_that_came_earlier()
    {
        var busy = await Busy.SqliteAsync(Database);
        var logs = Enumerable.Range(0, 20).Select(i => Database.Log.WriteAsync([Put($"log-{i:00}", 100_000)])).ToArray();
        var controls = Enumerable.Range(0, 5).Select(i => Database.Control.WriteAsync([Put($"control-{i}")])).ToArray();
        await busy.DisposeAsync();
        await Task.WhenAll([.. logs, .. controls]);

        var order = await Database.QueryAsync<string>("SELECT grain_id FROM grain_state ORDER BY rowid");
        Assert.Equal(Enumerable.Range(0, 5).Select(i => $"control-{i}"), order.Take(5));
    }

    [Fact]
    public async Task A_commit_holds_little_log_so_that_a_transition_waits_for_little()
    {
        var commits = 0;
        await Database.Control.TransactAsync((c, _, _) =>
        {
            SQLitePCL.raw.sqlite3_commit_hook(((SqliteConnection)c).Handle, _ => Interlocked.Increment(ref commits) * 0, null);
            return Task.FromResult(0);
        });
        var busy = await Busy.SqliteAsync(Database);
        commits = 0;
        var logs = Enumerable.Range(0, 20).Select(i => Database.Log.WriteAsync([Put($"{i}", 100_000)])).ToArray();
        await busy.DisposeAsync();
        await Task.WhenAll(logs);
        // 256 KiB are two of these; the transaction that kept the writer busy is one more.
        Assert.Equal(11, commits);
    }

    [Fact]
    public async Task A_full_database_says_so_harms_nothing_and_recovers()
    {
        await Database.Control.WriteAsync([Put("before")]);
        await Database.Control.TransactAsync(async (c, t, _) =>
            await c.ExecuteAsync($"PRAGMA max_page_count = {await c.ExecuteScalarAsync<long>("PRAGMA page_count", transaction: t) + 4}", transaction: t));

        var full = await Assert.ThrowsAsync<StorageException>(() => Database.Control.WriteAsync([Put("large", 1_000_000)]));
        Assert.Equal(StorageFault.Full, full.Fault);
        await Database.Control.WriteAsync([Put("small")]);
        await Database.Control.TransactAsync((c, t, _) => c.ExecuteAsync("PRAGMA max_page_count = 1000000", transaction: t));
        await Database.Control.WriteAsync([Put("large", 1_000_000)]);
        Assert.Equal(["before", "large", "small"], await Database.QueryAsync<string>("SELECT grain_id FROM grain_state ORDER BY grain_id"));
        Assert.Equal("ok", await ScalarAsync<string>("PRAGMA integrity_check"));
    }

    [Fact]
    public async Task A_disk_that_runs_full_says_so_harms_nothing_and_recovers()
    {
        using var directory = new Testing.TempDirectory();
        var disk = Path.Combine(directory.Path, "disk");
        Directory.CreateDirectory(disk);
        if (!await MountAsync("mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", disk))
            return;
        try
        {
            await using (var records = await Database.OpenAsync(new DatabaseOptions { DataDirectory = disk }, TimeProvider.System, CancellationToken.None))
                await FillAsync(records, disk);
        }
        finally
        {
            await MountAsync("umount", disk);
        }
    }

    [Fact]
    public async Task A_commit_that_the_disk_did_not_take_has_an_unknown_outcome_in_a_group_and_alone()
    {
        await using var disk = new BrokenJournal();
        await using var records = await Database.OpenAsync(new DatabaseOptions { DataDirectory = disk.Directory }, TimeProvider.System, CancellationToken.None);
        await records.Control.WriteAsync([Put("before")]);
        disk.Break();
        var alone = await Assert.ThrowsAsync<StorageException>(() => records.Control.TransactAsync((c, t, _) =>
            c.ExecuteAsync("INSERT INTO grain_state (state_name, grain_id, etag, payload) VALUES ('x', 'alone', '1', x'')", transaction: t)));
        Assert.Equal(StorageFault.OutcomeUnknown, alone.Fault);
        var group = await Assert.ThrowsAsync<StorageException>(() => records.Control.WriteAsync([Put("group")]));
        Assert.Equal(StorageFault.OutcomeUnknown, group.Fault);
    }

    private static async Task FillAsync(Database records, string disk)
    {
        var stored = 0;
        StorageException? full = null;
        for (; full is null && stored < 100; stored++)
            full = await Record.ExceptionAsync(() => records.Control.WriteAsync([Put($"{stored}", 100_000)])) as StorageException;
        stored--;
        Assert.Equal(StorageFault.Full, full?.Fault);
        Assert.Equal(stored, await records.FirstAsync<long>("SELECT count(*) FROM grain_state"));

        Assert.True(await MountAsync("mount", "-o", "remount,size=30m", disk));
        await records.Control.WriteAsync([Put("after", 100_000)]);
        Assert.Equal(stored + 1, await records.FirstAsync<long>("SELECT count(*) FROM grain_state"));
        Assert.Equal("ok", await records.FirstAsync<string>("PRAGMA integrity_check"));
    }

    private static async Task<bool> MountAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        await process.WaitForExitAsync();
        return process.ExitCode == 0;
    }
}
