namespace MzPanel.Agent.Tests.Commands.Databases;

/// <summary>What half a way leaves of a database, and that going it again arrives.</summary>
[Collection(DatabaseCollection.Name)]
public sealed class DatabaseFaultTests(DatabaseServers servers) : IDisposable
{
    private readonly DatabaseBench bench = new(servers);

    public void Dispose() => bench.Dispose();

    [Theory, InlineData("mariadb"), InlineData("postgresql")]
    public async Task Killed_after_any_of_its_steps_a_restore_leaves_the_old_content_or_the_new_and_running_it_again_arrives(string engine)
    {
        var dump = await PrepareAsync(engine);
        var killed = 0;
        for (var lines = 1; await bench.KilledAsync("database.restore", Restore(engine, dump), lines); lines++, killed++)
        {
            await bench.RunAsync("database.create", bench.Of(engine));
            Assert.Contains(await ContentAsync(engine), new[] { "new", "old" });
            await bench.RunAsync("database.restore", Restore(engine, dump));
            Assert.Equal("old", await ContentAsync(engine));
            await bench.AdminAsync(engine, "UPDATE t SET a = 'new';", bench.Name);
        }
        Assert.InRange(killed, 3, 10);
        Assert.Equal("old", await ContentAsync(engine));
    }

    [Theory, InlineData("mariadb"), InlineData("postgresql")]
    public async Task Killed_after_any_of_its_steps_a_drop_is_finished_by_running_it_again_and_the_dump_is_whole(string engine)
    {
        await PrepareAsync(engine);
        var killed = 0;
        for (var lines = 1; await bench.KilledAsync("database.drop", bench.Of(engine), lines); lines++, killed++)
        {
            await bench.RunAsync("database.drop", bench.Of(engine));
            await bench.RunAsync("database.restore", bench.Of(engine));
            Assert.Equal("new", await ContentAsync(engine));
        }
        Assert.InRange(killed, 2, 10);
    }

    [Theory, InlineData("mariadb"), InlineData("postgresql")]
    public async Task A_dump_that_is_cut_off_changes_nothing(string engine)
    {
        var dump = await PrepareAsync(engine);
        await using (var file = File.OpenWrite(dump))
            file.SetLength(file.Length - 40);

        var exit = await bench.TryAsync("database.restore", Restore(engine, dump));

        Assert.Equal("restore_failed", exit.Error?.Code);
        Assert.EndsWith("The VPS is as it was before.", exit.Error!.Message, StringComparison.Ordinal);
        Assert.Equal("new", await ContentAsync(engine));
    }

    [Fact]
    public async Task A_load_that_fails_half_way_in_the_place_of_the_old_content_puts_it_back()
    {
        var dump = await PrepareAsync("mariadb");
        // Fails where it is the database's own turn, and not where it was tried.
        await File.WriteAllTextAsync(dump, $"DROP TABLE IF EXISTS t;\nCREATE TABLE t (a VARCHAR(9));\nSELECT IF(DATABASE() = 'mz_restore', 1, (SELECT 1 UNION SELECT 2));\n-- Dump completed\n");

        var exit = await bench.TryAsync("database.restore", Restore("mariadb", dump));

        Assert.Equal("restore_failed", exit.Error?.Code);
        Assert.Contains("more than 1 row", bench.Text(), StringComparison.Ordinal);
        Assert.EndsWith("The VPS is as it was before.", exit.Error!.Message, StringComparison.Ordinal);
        Assert.Equal("new", await ContentAsync("mariadb"));
        Assert.False(File.Exists(bench.Root + "/var/lib/mz/restore-mariadb"));
    }

    [Theory]
    [InlineData("/*!40000 DROP DATABASE IF EXISTS `OTHER`*/;")]
    [InlineData("CREATE DATABASE /*!32312 IF NOT EXISTS*/ `OTHER`;")]
    [InlineData("USE `OTHER`;\nDELETE FROM t;")]
    [InlineData("use OTHER;\r\nDELETE FROM t;")]
    public async Task A_dump_that_says_itself_which_database_it_is_for_changes_none(string statement)
    {
        var dump = await PrepareAsync("mariadb");
        var other = bench.Name + "_live";
        await bench.AdminAsync("mariadb", $"CREATE DATABASE {other}; CREATE TABLE {other}.t AS SELECT 'live' AS a;");
        var lines = (await File.ReadAllTextAsync(dump)).Split('\n').ToList();
        lines.Insert(lines.FindIndex(line => line.StartsWith("DROP TABLE", StringComparison.Ordinal)), statement.Replace("OTHER", other, StringComparison.Ordinal));
        await File.WriteAllLinesAsync(dump, lines);

        var exit = await bench.TryAsync("database.restore", Restore("mariadb", dump));

        Assert.Equal("restore_failed", exit.Error?.Code);
        Assert.Equal("live", (await bench.AdminAsync("mariadb", "SELECT a FROM t;", other)).Trim());
        Assert.Equal("new", await ContentAsync("mariadb"));
    }

    [Fact]
    public async Task A_database_that_somebody_holds_is_not_put_back_later_to_what_it_was_then()
    {
        var dump = await PrepareAsync("mariadb");
        using (await bench.HoldAsync("START TRANSACTION; SELECT * FROM t;"))
            Assert.Equal("database_unavailable", (await bench.TryAsync("database.restore", Restore("mariadb", dump))).Error?.Code);
        await bench.AdminAsync("mariadb", "UPDATE t SET a = 'later';", bench.Name);

        await bench.RunAsync("database.create", bench.Of("mariadb"));

        Assert.Equal("later", await ContentAsync("mariadb"));
        await bench.RunAsync("database.restore", Restore("mariadb", dump));
        Assert.Equal("old", await ContentAsync("mariadb"));
    }

    [Theory, InlineData("mariadb"), InlineData("postgresql")]
    public async Task A_restore_of_the_newest_dump_that_is_run_again_restores_the_same_one(string engine)
    {
        var dump = await PrepareAsync(engine);
        for (var i = 0; i < 2; i++)
        {
            Assert.Equal(dump, (await bench.RunAsync("database.restore", bench.Of(engine))).Dump);
            Assert.Equal("old", await ContentAsync(engine));
        }
    }

    [Fact]
    public async Task The_newest_dump_is_the_one_that_was_written_last_whatever_somebody_calls_another()
    {
        var dump = await PrepareAsync("mariadb");
        var named = Path.Combine(Path.GetDirectoryName(dump)!, "shop.sql");
        File.Copy(dump, named);
        Assert.Equal(named, (await bench.RunAsync("database.restore", bench.Of("mariadb"))).Dump);
        var later = (await bench.RunAsync("database.dump", bench.Of("mariadb"))).Dump;

        Assert.Equal(later, (await bench.RunAsync("database.restore", bench.Of("mariadb"))).Dump);
    }

    [Theory, InlineData("mariadb"), InlineData("postgresql")]
    public async Task Where_the_dump_fails_nothing_is_dropped(string engine)
    {
        await bench.RunAsync("database.create", bench.Of(engine));
        await bench.AdminAsync(engine, "CREATE TABLE t (a VARCHAR(9)); INSERT INTO t VALUES ('new');", bench.Name);
        bench.Jobs.Sandbox.Put("/var/lib/mz/dumps", "a file where a directory must be");

        var exit = await bench.TryAsync("database.drop", bench.Of(engine));

        Assert.NotEqual(0, exit.ExitCode);
        Assert.Equal("new", await ContentAsync(engine));
    }

    [Theory, InlineData("mariadb"), InlineData("postgresql")]
    public async Task A_dump_that_the_program_cannot_finish_leaves_no_file_and_drops_nothing(string engine)
    {
        await PrepareAsync(engine);
        await bench.AdminAsync(engine, engine == "mariadb" ? "CREATE TABLE gone (a INT); CREATE VIEW v AS SELECT a FROM gone; DROP TABLE gone;"
            : "CREATE FUNCTION f() RETURNS INT LANGUAGE sql AS 'SELECT 1'; UPDATE pg_proc SET prolang = 999999 WHERE proname = 'f';", bench.Name);
        var before = Directory.GetFiles(bench.Root + "/var/lib/mz/dumps", "*", SearchOption.AllDirectories);

        var exit = await bench.TryAsync("database.drop", bench.Of(engine));

        Assert.Equal("dump_failed", exit.Error?.Code);
        Assert.Equal(before, Directory.GetFiles(bench.Root + "/var/lib/mz/dumps", "*", SearchOption.AllDirectories));
        Assert.Equal("new", await ContentAsync(engine));
    }

    [Theory, InlineData("mariadb"), InlineData("postgresql")]
    public async Task Killed_after_any_of_its_steps_a_creation_is_finished_by_running_it_again(string engine)
    {
        for (var lines = 1; await bench.KilledAsync("database.create", bench.Of(engine), lines); lines++)
        {
            await bench.RunAsync("database.create", bench.Of(engine));
            await bench.AdminAsync(engine, "CREATE TABLE t (a INT);", bench.Name);
            if (engine == "postgresql")
                Assert.DoesNotContain("{=", await bench.AdminAsync(engine, "SELECT datacl FROM pg_database WHERE datname = current_database()", bench.Name), StringComparison.Ordinal);
            await bench.RunAsync("database.drop", bench.Of(engine));
        }
        Assert.True(await bench.KilledAsync("database.drop", bench.Of(engine), 1));
    }

    // The dump holds "old", the database "new".
    private async Task<string> PrepareAsync(string engine)
    {
        await bench.RunAsync("database.create", bench.Of(engine));
        await bench.AdminAsync(engine, "CREATE TABLE t (a VARCHAR(9)); INSERT INTO t VALUES ('old');", bench.Name);
        var dump = (await bench.RunAsync("database.dump", bench.Of(engine))).Dump!;
        await bench.AdminAsync(engine, "UPDATE t SET a = 'new';", bench.Name);
        return dump;
    }

    private string Restore(string engine, string dump) => bench.Of(engine, $",\"dump\":\"{Path.GetFileName(dump)}\"");

    private async Task<string> ContentAsync(string engine) => (await bench.AdminAsync(engine, "SELECT a FROM t;", bench.Name)).Trim();
}
