using MzPanel.Agent.Backups;
using MzPanel.Testing;

namespace MzPanel.Agent.Tests.Backups;

/// <summary>Databases of a real MariaDB and a real PostgreSQL go into a snapshot and come back out of it.</summary>
public sealed class BackupDatabaseTests : IDisposable
{
    private readonly BackupBench bench = new();

    public void Dispose() => bench.Dispose();

    [Fact]
    public async Task A_database_of_MariaDB_comes_back_as_it_was_and_one_that_cannot_be_loaded_leaves_what_was_there()
    {
        var server = await MariaDbServer.SharedAsync();
        server.AppearIn(bench.Root.Path);
        var name = "shop_" + Guid.NewGuid().ToString("N")[..8];
        await server.ExecuteAsync($"CREATE DATABASE {name}; CREATE TABLE {name}.t (a INT, b VARCHAR(20)) DEFAULT CHARSET utf8mb4; INSERT INTO {name}.t VALUES (1, 'grüße'), (2, NULL);");
        var snapshot = await SnapshotAsync("mariadb", name);
        await server.ExecuteAsync($"DELETE FROM {name}.t; CREATE TABLE {name}.later (a INT); INSERT INTO {name}.t VALUES (3, 'after');");

        var result = await RestoreAsync(snapshot, "mariadb", name, "in_place");

        Assert.True(result.ExitCode == 0, bench.Said);
        Assert.Equal("1\tgrüße\n2\tNULL\n", await server.ExecuteAsync($"SELECT * FROM {name}.t ORDER BY a;"));
        Assert.Equal("t\n", await server.ExecuteAsync($"SHOW TABLES FROM {name};"));
        AssertNoDumpsLeft();

        Assert.Equal(0, (await RestoreAsync(snapshot, "mariadb", name, "/out")).ExitCode);
        var dump = Directory.EnumerateFiles(bench.Root.Resolve("/out"), name + ".sql", SearchOption.AllDirectories).Single();
        File.AppendAllText(dump, "NO STATEMENT AT ALL;\n");
        await Assert.ThrowsAsync<BackupException>(() => bench.WithAsync(context => new MariaDbDumps(context, TimeProvider.System).LoadAsync(new DatabaseRef("mariadb", name, null), dump, TestContext.Current.CancellationToken)));
        Assert.Equal("1\n2\n", await server.ExecuteAsync($"SELECT a FROM {name}.t ORDER BY a;"));
        Assert.Empty(Directory.EnumerateFiles(bench.Root.Resolve("/var/lib/mz/before-restore")));
        await server.ExecuteAsync($"DROP DATABASE {name};");
    }

    [Fact]
    public async Task A_restore_that_was_killed_is_finished_or_undone_by_the_next_attempt_of_its_job()
    {
        var server = await MariaDbServer.SharedAsync();
        server.AppearIn(bench.Root.Path);
        var name = "killed_" + Guid.NewGuid().ToString("N")[..8];
        await server.ExecuteAsync($"CREATE DATABASE {name}; CREATE TABLE {name}.t (a INT); INSERT INTO {name}.t VALUES (1);");
        var dump = bench.Root.Resolve($"/srv/{name}.sql");
        await bench.WithAsync(context => new MariaDbDumps(context, TimeProvider.System).DumpAsync(Of(name), dump, TestContext.Current.CancellationToken));
        await server.ExecuteAsync($"INSERT INTO {name}.t VALUES (2);");
        // As a kill leaves it: what was there is kept, and half of the new is loaded.
        var kept = bench.Root.Resolve($"/var/lib/mz/before-restore/job_killed-{name}.sql");
        await bench.WithAsync(context => new MariaDbDumps(context, TimeProvider.System).DumpAsync(Of(name), kept, TestContext.Current.CancellationToken));
        await server.ExecuteAsync($"DELETE FROM {name}.t;");
        var bad = bench.Sandbox.Put($"/srv/bad/{name}.sql", "NO STATEMENT AT ALL;\n");

        await Assert.ThrowsAsync<BackupException>(() => LoadAsync(name, bad));
        Assert.Equal("1\n2\n", await server.ExecuteAsync($"SELECT a FROM {name}.t ORDER BY a;"));
        Assert.False(File.Exists(kept));

        File.WriteAllText(kept, "of an attempt that was killed");
        await LoadAsync(name, dump);
        Assert.Equal("1\n", await server.ExecuteAsync($"SELECT a FROM {name}.t ORDER BY a;"));
        Assert.False(File.Exists(kept));
        await server.ExecuteAsync($"DROP DATABASE {name};");
    }

    [Fact]
    public async Task A_database_of_PostgreSQL_comes_back_as_it_was_or_stays_as_it_is()
    {
        var sockets = bench.Root.Resolve("/run/postgresql");
        Directory.CreateDirectory(sockets);
        File.SetUnixFileMode(sockets, (UnixFileMode)0x1FF);
        await using var server = await PgServer.StartAsync("unix_socket_directories=" + sockets);
        await server.ExecuteAsync("CREATE DATABASE shop");
        await server.ExecuteAsync("CREATE TABLE t (a int, b text); INSERT INTO t VALUES (1, 'grüße'), (2, NULL); CREATE SCHEMA other CREATE VIEW v AS SELECT * FROM public.t", "shop");
        var more = $$""", "port": {{server.Port}}""";
        var snapshot = await SnapshotAsync("postgresql", "shop", more);
        await server.ExecuteAsync("DELETE FROM t; CREATE TABLE later (a int); DROP VIEW other.v", "shop");

        var result = await RestoreAsync(snapshot, "postgresql", "shop", "in_place", more);

        Assert.True(result.ExitCode == 0, bench.Said);
        Assert.Equal(2L, await server.ScalarAsync("SELECT count(*) FROM other.v WHERE b = 'grüße' OR a = 2", "shop"));
        Assert.Equal(0L, await server.ScalarAsync("SELECT count(*) FROM pg_tables WHERE tablename = 'later'", "shop"));
        AssertNoDumpsLeft();

        // Somebody who owns something in the dump is not there any more.
        await server.ExecuteAsync("CREATE ROLE gone; ALTER TABLE t OWNER TO gone", "shop");
        var owned = await SnapshotAsync("postgresql", "shop", more);
        await server.ExecuteAsync("ALTER TABLE t OWNER TO postgres; DROP ROLE gone; CREATE TABLE later (a int)", "shop");
        Assert.Equal("dump_failed", (await RestoreAsync(owned, "postgresql", "shop", "in_place", more)).Error!.Code);
        Assert.Equal(1L, await server.ScalarAsync("SELECT count(*) FROM pg_tables WHERE tablename = 'later'", "shop"));
        await server.ExecuteAsync("DROP DATABASE shop");
        Assert.Equal(0, (await RestoreAsync(snapshot, "postgresql", "shop", "in_place", more)).ExitCode);
        Assert.Equal(2L, await server.ScalarAsync("SELECT count(*) FROM t", "shop"));
    }

    [Fact]
    public async Task A_database_that_is_not_there_leaves_the_others_backed_up_and_is_told()
    {
        var server = await MariaDbServer.SharedAsync();
        server.AppearIn(bench.Root.Path);
        var name = "some_" + Guid.NewGuid().ToString("N")[..8];
        await server.ExecuteAsync($"CREATE DATABASE {name};");
        var result = await RunAsync($$"""{"engine":"mariadb","name":"{{name}}"}, {"engine":"mariadb","name":"not_there"}""");
        Assert.Equal("backup_incomplete", result.Error!.Code);
        Assert.Contains("not_there", result.Error.Message, StringComparison.Ordinal);
        Assert.Equal(1, BackupBench.At(result, 0).GetProperty("files").GetInt32());
        await server.ExecuteAsync($"DROP DATABASE {name};");
    }

    private static DatabaseRef Of(string name) => new("mariadb", name, null);

    private Task LoadAsync(string name, string dump) => bench.WithAsync(
        context => new MariaDbDumps(context, TimeProvider.System).LoadAsync(Of(name), dump, TestContext.Current.CancellationToken), "job_killed");

    private void AssertNoDumpsLeft() => Assert.All(["/var/lib/mz/backup-dumps", "/var/lib/mz/backup-restore"], folder => Assert.False(Directory.Exists(bench.Root.Resolve(folder))));

    private Task<MzPanel.Agent.Commands.CommandResult> RunAsync(string databases) =>
        bench.RunAsync("backup.run", $$"""{"plan_id":"plan_one","kind":"database","databases":[{{databases}}],"destinations":[{{bench.Local().ToJsonString()}}]}""");

    private async Task<string> SnapshotAsync(string engine, string name, string more = "")
    {
        var result = await RunAsync($$"""{"engine":"{{engine}}","name":"{{name}}"{{more}}}""");
        Assert.True(result.ExitCode == 0, $"{result.Error}\n{bench.Said}");
        return BackupBench.At(result, 0).GetProperty("snapshot").GetString()!;
    }

    private Task<MzPanel.Agent.Commands.CommandResult> RestoreAsync(string snapshot, string engine, string name, string target, string more = "") =>
        bench.RestoreAsync(bench.Local(), snapshot, target, $$""", "database": {"engine":"{{engine}}","name":"{{name}}"{{more}}}""");
}
