using System.Diagnostics;
using MzPanel.Data.Migrations;
using MzPanel.Data.Storage.Postgres;
using MzPanel.Testing;
using Npgsql;

namespace MzPanel.Data.Tests;

public abstract class DatabaseTests(bool postgres) : RecordsTest(postgres)
{
    [Fact]
    public async Task Records_that_need_a_newer_program_stop_the_start_and_say_so()
    {
        await ExecuteAsync($"UPDATE schema_info SET version = {Migrator.Known + 5}, compatible_from = {Migrator.Known + 1}");
        var refused = await Assert.ThrowsAsync<SchemaTooNewException>(() => Records.ReopenAsync());
        Assert.Contains($"this program knows schema {Migrator.Known}, the records require at least {Migrator.Known + 1}", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Records_that_are_newer_but_compatible_are_opened_and_left_alone()
    {
        await ExecuteAsync($"UPDATE schema_info SET version = {Migrator.Known + 5}, compatible_from = {Migrator.Known}");
        await Records.ReopenAsync();
        Assert.Equal(Migrator.Known + 5, await ScalarAsync<long>("SELECT version FROM schema_info"));
    }

    [Fact]
    public async Task A_migration_that_comes_later_than_a_higher_one_is_run_as_well()
    {
        await ExecuteAsync("DROP TABLE invitations; DROP TABLE email_changes; DROP INDEX members_of_workspace; DROP INDEX sessions_of_workspace");
        await ExecuteAsync("DELETE FROM schema_journal WHERE scriptname LIKE '%0011_team.sql'");

        await Records.ReopenAsync();

        Assert.Equal(0, await ScalarAsync<long>("SELECT count(*) FROM invitations"));
        Assert.Equal(Migrator.Known, await ScalarAsync<long>("SELECT version FROM schema_info"));
    }

    [Fact]
    public async Task Audit_rows_never_change()
    {
        await Seed.ServerAsync();
        foreach (var change in new[] { "UPDATE audit SET details = 'x'", "UPDATE audit SET place = 1", "DELETE FROM audit" })
            await Assert.ThrowsAnyAsync<Exception>(() => ExecuteAsync(change));
    }

    [Fact]
    public async Task What_is_under_way_at_the_end_is_still_written()
    {
        var writes = Enumerable.Range(0, 50).Select(i => Database.Control.WriteAsync([new(
            "INSERT INTO installation_log (minute, address, action, count) VALUES (@minute, '', '', 1)", ("minute", i))])).ToArray();
        await Records.ReopenAsync();
        await Task.WhenAll(writes);
        Assert.Equal(50, await ScalarAsync<long>("SELECT count(*) FROM installation_log"));
    }

    [Fact]
    public async Task A_closed_database_refuses_writes()
    {
        var closed = Database;
        await Records.ReopenAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => closed.Control.WriteAsync([new("DELETE FROM installation_log")]));
    }
}

public sealed class SqliteDatabaseTests() : DatabaseTests(postgres: false)
{
    [Fact]
    public async Task The_file_is_kept_safe_and_private()
    {
        await using var connection = await Database.ReadAsync();
        Assert.Equal("wal", await ScalarAsync<string>("PRAGMA journal_mode"));
        await ExecuteAsync("CREATE TABLE settings AS SELECT synchronous AS s, foreign_keys AS f FROM pragma_synchronous, pragma_foreign_keys");
        Assert.Equal((2L, 1L), await Database.FirstAsync<(long, long)>("SELECT s, f FROM settings"));

        using var parent = new TempDirectory();
        var made = Path.Combine(parent.Path, "data");
        await using (await Database.OpenAsync(new DatabaseOptions { DataDirectory = made }, TimeProvider.System, CancellationToken.None))
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(made));
            Assert.All(Directory.GetFiles(made), file => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file)));
        }
    }

    [Fact]
    public async Task A_clean_end_leaves_everything_in_the_file()
    {
        await Seed.ServerAsync();
        await Records.Database.DisposeAsync();
        Assert.Equal(["mzpanel.db", "mzpanel.lock"], Directory.GetFiles(Records.Options.DataDirectory).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task A_second_opener_of_the_directory_is_refused_and_told_why()
    {
        var refused = await Assert.ThrowsAsync<DatabaseLockedException>(
            () => Database.OpenAsync(Records.Options, TimeProvider.System, CancellationToken.None));
        Assert.Contains(Records.Options.DataDirectory, refused.Message, StringComparison.Ordinal);
        Assert.Contains("Storage:Postgres", refused.Message, StringComparison.Ordinal);
        await Records.ReopenAsync();
    }

    [Fact]
    public async Task Another_process_cannot_take_the_lock_either()
    {
        using var other = Process.Start("flock", ["--nonblock", Path.Combine(Records.Options.DataDirectory, "mzpanel.lock"), "true"]);
        await other.WaitForExitAsync();
        Assert.Equal(1, other.ExitCode);
    }

    [Fact]
    public async Task A_reader_cannot_write()
    {
        await using var connection = await Database.ReadAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "DELETE FROM audit";
        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => command.ExecuteNonQueryAsync());
    }

    [Fact]
    public async Task Readers_are_few_and_wait_for_each_other()
    {
        var held = new List<System.Data.Common.DbConnection>();
        for (var i = 0; i < 8; i++)
            held.Add(await Database.ReadAsync());
        var ninth = Database.ReadAsync();
        Assert.False(ninth.IsCompleted);
        await held[0].DisposeAsync();
        await (await ninth).DisposeAsync();
        foreach (var reader in held)
            await reader.DisposeAsync();
    }
}

public sealed class PostgresDatabaseTests() : DatabaseTests(postgres: true)
{
    [Fact]
    public async Task Both_databases_have_the_same_tables_columns_and_unique_indexes()
    {
        await using var sqlite = await TestRecords.SqliteAsync();
        Assert.Equal(
            await sqlite.Database.QueryAsync<string>("""
                SELECT t.name || '.' || c.name || CASE c."notnull" WHEN 1 THEN '!' ELSE '' END AS c FROM sqlite_schema t, pragma_table_info(t.name) c
                WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%' AND t.name <> 'schema_journal'
                UNION ALL SELECT name FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL ORDER BY 1
                """),
            await Database.QueryAsync<string>("""
                SELECT table_name || '.' || column_name || CASE is_nullable WHEN 'NO' THEN '!' ELSE '' END FROM information_schema.columns
                WHERE table_schema = 'public' AND table_name NOT IN ('schema_journal', 'commit_marks') AND table_name NOT LIKE 'orleans%'
                UNION ALL SELECT indexname FROM pg_indexes WHERE schemaname = 'public' AND indexname NOT LIKE '%pkey' AND tablename <> 'schema_journal'
                ORDER BY 1
                """));
    }

    [Fact]
    public async Task Silos_that_start_together_migrate_once()
    {
        var server = await PgServer.SharedAsync();
        var options = new DatabaseOptions { Postgres = await server.CreateDatabaseAsync(), DataDirectory = "" };
        var silos = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => Database.OpenAsync(options, TimeProvider.System, CancellationToken.None))));
        var scripts = typeof(Database).Assembly.GetManifestResourceNames().Count(name => name.StartsWith("MzPanel.Data.Migrations.Postgres.", StringComparison.Ordinal));
        Assert.Equal(scripts, await silos[0].FirstAsync<long>("SELECT count(*) FROM schema_journal"));
        Assert.Equal(Migrator.Known, await silos[0].FirstAsync<long>("SELECT version FROM schema_info"));
        foreach (var silo in silos)
            await silo.DisposeAsync();
    }

    [Fact]
    public async Task A_silo_that_stands_still_in_its_migration_does_not_hold_the_others_up_without_a_word()
    {
        var place = await (await PgServer.SharedAsync()).CreateDatabaseAsync();
        await using var still = new NpgsqlConnection(place);
        await still.OpenAsync();
        await using var hold = new NpgsqlCommand($"SELECT pg_advisory_lock({PostgresMigrations.LockKey})", still);
        await hold.ExecuteNonQueryAsync();

        var refused = await Assert.ThrowsAsync<StorageException>(() => PostgresMigrations.RunAsync(place, CancellationToken.None, TimeSpan.FromMilliseconds(200)));

        Assert.Contains("Another silo", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_that_is_not_there_is_unavailable()
    {
        var options = new DatabaseOptions { Postgres = "Host=127.0.0.1;Port=1;Username=x;Timeout=2", DataDirectory = "" };
        var fault = await Assert.ThrowsAsync<StorageException>(() => Database.OpenAsync(options, TimeProvider.System, CancellationToken.None));
        Assert.Equal(StorageFault.Unavailable, fault.Fault);
    }
}
