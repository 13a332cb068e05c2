using System.Text.Json;
using MzPanel.Agent.Commands;
using MzPanel.Agent.Sites;
using MzPanel.Agent.Sites.Databases;

namespace MzPanel.Agent.Tests.Commands.Databases;

/// <summary>Databases of a real MariaDB and a real PostgreSQL, made, dumped, dropped and brought back.</summary>
[Collection(DatabaseCollection.Name)]
public sealed class DatabaseKindsTests(DatabaseServers servers) : IDisposable
{
    private const UnixFileMode RootFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private readonly DatabaseBench bench = new(servers);

    public void Dispose() => bench.Dispose();

    [Theory, InlineData("mariadb"), InlineData("postgresql")]
    public async Task A_dropped_database_is_brought_back_from_the_dump_that_the_drop_has_made(string engine)
    {
        Assert.True((await bench.RunAsync("database.create", bench.Of(engine))).Created);
        var backslash = engine == "mariadb" ? "CHAR(92)" : "chr(92)";
        await bench.AdminAsync(engine, $"CREATE TABLE t (a INT, b VARCHAR(80)); INSERT INTO t VALUES (1, CONCAT('it''s; ä ', {backslash}, '! ls'));", bench.Name);
        await bench.AdminAsync(engine, "CREATE VIEW v AS SELECT b FROM t;", bench.Name);

        var dropped = await bench.RunAsync("database.drop", bench.Of(engine));

        Assert.DoesNotContain(bench.Name, await ListedAsync(engine), StringComparison.Ordinal);
        Assert.StartsWith($"{bench.Root}/var/lib/mz/dumps/{engine}", dropped.Dump, StringComparison.Ordinal);
        Assert.Equal((dropped.DumpBytes, RootFile), (new FileInfo(dropped.Dump!).Length, File.GetUnixFileMode(dropped.Dump!)));
        Assert.Equal(RootFile | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.GetDirectoryName(dropped.Dump)!));
        var restored = await bench.RunAsync("database.restore", bench.Of(engine));
        Assert.Equal((dropped.Dump, null), (restored.Dump, restored.Before));
        Assert.Equal("it's; ä \\! ls", (await bench.AdminAsync(engine, "SELECT b FROM v;", bench.Name)).Trim());
    }

    [Theory, InlineData("mariadb"), InlineData("postgresql")]
    public async Task What_is_asked_for_twice_is_done_once(string engine)
    {
        await bench.RunAsync("database.create", bench.Of(engine));
        await bench.AdminAsync(engine, "CREATE TABLE kept (a INT);", bench.Name);
        Assert.False((await bench.RunAsync("database.create", bench.Of(engine))).Created);
        await bench.AdminAsync(engine, "SELECT * FROM kept;", bench.Name);
        await bench.RunAsync("database.drop", bench.Of(engine));
        Assert.Null((await bench.RunAsync("database.drop", bench.Of(engine))).Dump);
    }

    [Theory, InlineData("mariadb"), InlineData("postgresql")]
    public async Task A_restore_replaces_all_that_is_there_and_the_rights_stay(string engine)
    {
        await bench.RunAsync("database.create", bench.Of(engine));
        var password = DatabaseBench.Left((await bench.RunAsync("database.user.create", bench.Who(engine))).PasswordFile);
        await bench.RunAsync("database.grant", bench.Rights(engine));
        Assert.True(await bench.MayAsync(engine, bench.User, password, "CREATE TABLE t (a INT); INSERT INTO t VALUES (7);"));
        var first = (await bench.RunAsync("database.dump", bench.Of(engine))).Dump!;
        await bench.AdminAsync(engine, "UPDATE t SET a = 8; CREATE TABLE later (a INT);", bench.Name);

        var restored = await bench.RunAsync("database.restore", bench.Of(engine, $",\"dump\":\"{Path.GetFileName(first)}\""));

        Assert.Equal(first, restored.Dump);
        Assert.Equal("7", (await bench.AdminAsync(engine, "SELECT a FROM t;", bench.Name)).Trim());
        Assert.True(await bench.MayAsync(engine, bench.User, password, "INSERT INTO t VALUES (9); CREATE TABLE more (a INT);"));
        Assert.False(await bench.MayAsync(engine, bench.User, password, "SELECT * FROM later;"));
        await bench.RunAsync("database.restore", bench.Of(engine, $",\"dump\":\"{Path.GetFileName(restored.Before)}\""));
        Assert.Equal("8", (await bench.AdminAsync(engine, "SELECT a FROM t;", bench.Name)).Trim());
        await bench.AdminAsync(engine, "SELECT * FROM later;", bench.Name);
        Assert.DoesNotContain("mz_restore", await ListedAsync(engine), StringComparison.Ordinal);
        Assert.DoesNotContain("mz_old", await ListedAsync(engine), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_of_PostgreSQL_that_somebody_made_keeps_its_owner_its_settings_and_who_may_connect()
    {
        await bench.AdminAsync("postgresql", $"CREATE ROLE \"{bench.User}\" LOGIN;");
        await bench.AdminAsync("postgresql", $"CREATE DATABASE {bench.Name} OWNER \"{bench.User}\";");
        await bench.AdminAsync("postgresql", $"REVOKE ALL ON DATABASE {bench.Name} FROM PUBLIC; ALTER DATABASE {bench.Name} SET search_path = 'a b', c; ALTER DATABASE {bench.Name} CONNECTION LIMIT 7;");
        const string Facts = "SELECT pg_get_userbyid(datdba), datacl, datconnlimit, setconfig FROM pg_database LEFT JOIN pg_db_role_setting s ON setdatabase = oid WHERE datname = current_database()";
        var before = await bench.AdminAsync("postgresql", Facts, bench.Name);
        await bench.RunAsync("database.dump", bench.Of("postgresql"));

        await bench.RunAsync("database.restore", bench.Of("postgresql"));

        Assert.Equal(before, await bench.AdminAsync("postgresql", Facts, bench.Name));
        Assert.Equal("not_managed", (await bench.TryAsync("database.grant", bench.Rights("postgresql"))).Error?.Code);
    }

    [Theory, InlineData("mariadb"), InlineData("postgresql")]
    public async Task A_dry_run_says_its_steps_and_does_none(string engine)
    {
        await bench.RunAsync("database.create", bench.Of(engine, ",\"dry_run\":true"));
        Assert.StartsWith("Would make the database", bench.Text(), StringComparison.Ordinal);
        Assert.DoesNotContain(bench.Name, await ListedAsync(engine), StringComparison.Ordinal);
        await bench.RunAsync("database.create", bench.Of(engine));
        await bench.RunAsync("database.drop", bench.Of(engine, ",\"dry_run\":true"));
        await bench.RunAsync("database.dump", bench.Of(engine, ",\"dry_run\":true"));
        await bench.RunAsync("database.user.create", bench.Who(engine, ",\"dry_run\":true"));
        Assert.Contains(bench.Name, await ListedAsync(engine), StringComparison.Ordinal);
        Assert.False(Directory.Exists(bench.Root + "/var/lib/mz/dumps"));
        Assert.False(Directory.Exists(bench.Root + "/etc/mz"));
    }

    [Theory, InlineData("mariadb"), InlineData("postgresql")]
    public async Task Names_of_the_servers_own_and_of_sites_are_refused_by_every_kind(string engine)
    {
        string[] names = engine == "mariadb" ? ["mysql", "MySQL", "sys", "information_schema", "mz_0123456789012345", "mz_restore"] : ["postgres", "template1", "mz_old"];
        string[] users = engine == "mariadb" ? ["root", "mysql", "mz_0123456789012345"] : ["postgres", "pg_monitor", "mz_owner_x"];
        foreach (var name in names)
            foreach (var kind in new[] { "database.create", "database.drop", "database.restore" })
                Assert.Equal("reserved", await bench.RefusalAsync(kind, $$"""{"engine":"{{engine}}","name":"{{name}}"}"""));
        foreach (var user in users)
            foreach (var kind in new[] { "database.user.create", "database.user.password", "database.user.drop" })
                Assert.Equal("reserved", await bench.RefusalAsync(kind, $$"""{"engine":"{{engine}}","user":"{{user}}"}"""));
    }

    [Fact]
    public async Task The_database_of_a_site_is_dumped_but_never_changed_and_the_refusal_names_the_site()
    {
        var name = DatabaseLogin.NameFor("site_one");
        new SiteRegistry(bench.Jobs.Sandbox.Root).Write(new SiteEntry
        {
            SiteId = "site_one", Domain = "one.example.org", Kind = "wordpress", PhpVersion = "8.2", User = SiteUsers.NameFor("site_one"), Stage = SiteStage.Ready,
        });
        await servers.Maria.ExecuteAsync($"CREATE DATABASE {name};");

        var refused = await bench.TryAsync("database.drop", $$"""{"engine":"mariadb","name":"{{name}}"}""");

        Assert.Contains("the database of the site site_one", refused.Error!.Message, StringComparison.Ordinal);
        Assert.NotNull((await bench.RunAsync("database.dump", $$"""{"engine":"mariadb","name":"{{name}}"}""")).Dump);
        await servers.Maria.ExecuteAsync($"DROP DATABASE {name};");
    }

    [Fact]
    public async Task Of_several_PostgreSQL_servers_the_port_says_which()
    {
        bench.Jobs.Sandbox.Put("/run/postgresql/.s.PGSQL.1", "");
        Assert.Contains($"listens on 1 and {servers.Postgres.Port}", (await bench.TryAsync("database.create", bench.Of("postgresql"))).Error!.Message, StringComparison.Ordinal);
        Assert.Equal("database_unavailable", (await bench.TryAsync("database.create", bench.Of("postgresql", ",\"port\":2"))).Error!.Code);
        Assert.Equal(servers.Postgres.Port, (await bench.RunAsync("database.create", bench.Of("postgresql", $",\"port\":{servers.Postgres.Port}"))).Port);
    }

    private async Task<string> ListedAsync(string engine)
    {
        var exit = await bench.TryAsync("database.list", "{}");
        var databases = JsonSerializer.Deserialize(exit.Result!.Value, CommandsJson.Plain.DatabaseInventory)!.Databases;
        return string.Join(' ', databases.Where(d => d.Engine == engine).Select(d => d.Name));
    }
}
