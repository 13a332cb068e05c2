using System.Globalization;
using System.Text.Json;
using MzPanel.Agent.Commands;
using MzPanel.Agent.Commands.Databases;

namespace MzPanel.Agent.Tests.Commands.Databases;

/// <summary>Users of a real MariaDB and a real PostgreSQL: who may sign in, and what they may do then.</summary>
[Collection(DatabaseCollection.Name)]
public sealed class DatabaseUserKindsTests(DatabaseServers servers) : IDisposable
{
    private const string Canary = "Canary2026word.with+signs";
    private readonly DatabaseBench bench = new(servers);

    public void Dispose() => bench.Dispose();

    [Theory, InlineData("mariadb"), InlineData("postgresql")]
    public async Task Rights_open_as_much_as_they_say_also_of_what_comes_later(string engine)
    {
        await bench.RunAsync("database.create", bench.Of(engine));
        var maker = (Name: "maker_" + bench.Name[^8..], Password: Canary);
        await bench.RunAsync("database.user.create", $$"""{"engine":"{{engine}}","user":"{{maker.Name}}","password":"{{maker.Password}}"}""");
        await bench.RunAsync("database.grant", bench.Of(engine, $",\"user\":\"{maker.Name}\""));
        var password = DatabaseBench.Left((await bench.RunAsync("database.user.create", bench.Who(engine))).PasswordFile);
        Task<bool> May(string sql) => bench.MayAsync(engine, bench.User, password, sql);
        Assert.False(await May("SELECT 1"));

        await bench.RunAsync("database.grant", bench.Rights(engine, "read"));
        Assert.True(await bench.MayAsync(engine, maker.Name, maker.Password, "CREATE TABLE t (a INT)"));
        Assert.True(await May("SELECT * FROM t") && !await May("INSERT INTO t VALUES (1)") && !await May("CREATE TABLE u (a INT)"));

        await bench.RunAsync("database.grant", bench.Rights(engine, "write"));
        Assert.True(await May("INSERT INTO t VALUES (1)") && !await May("DROP TABLE t") && !await May("CREATE TABLE u (a INT)"));

        await bench.RunAsync("database.grant", bench.Rights(engine));
        Assert.True(await May("CREATE TABLE u (a INT)") && await May("DROP TABLE t"));
        Assert.True(await bench.MayAsync(engine, maker.Name, maker.Password, "INSERT INTO u VALUES (1)"));

        await bench.RunAsync("database.grant", bench.Rights(engine, "read"));
        Assert.True(await May("SELECT * FROM u") && !await May("INSERT INTO u VALUES (1)"));

        await bench.RunAsync("database.revoke", bench.Rights(engine));
        Assert.False(await May("SELECT 1"));
    }

    [Theory, InlineData("mariadb"), InlineData("postgresql")]
    public async Task Users_are_listed_with_what_they_may_do_where(string engine)
    {
        await bench.RunAsync("database.create", bench.Of(engine));
        await bench.RunAsync("database.user.create", bench.Who(engine));
        await bench.RunAsync("database.grant", bench.Rights(engine, "write"));

        var exit = await bench.TryAsync("database.users", "{}");

        var found = JsonSerializer.Deserialize(exit.Result!.Value, CommandsJson.Plain.DatabaseUserInventory)!;
        Assert.Empty(found.Notes);
        var user = found.Users.Single(u => u.Name == bench.User && u.Engine == engine);
        Assert.Equal([new DatabaseRight(bench.Name, "write")], user.Databases);
        Assert.False(user.Reserved);
        Assert.True(found.Users.Single(u => u.Name == (engine == "mariadb" ? "root" : "postgres") && u.Engine == engine).Reserved);
    }

    [Theory, InlineData("mariadb"), InlineData("postgresql")]
    public async Task A_password_is_changed_and_the_old_one_is_worth_nothing(string engine)
    {
        await bench.RunAsync("database.create", bench.Of(engine));
        var made = await bench.RunAsync("database.user.create", bench.Who(engine));
        var first = DatabaseBench.Left(made.PasswordFile);
        await bench.RunAsync("database.grant", bench.Rights(engine));
        Assert.False((await bench.RunAsync("database.user.create", bench.Who(engine))).Created);
        Assert.Equal(first, DatabaseBench.Left(made.PasswordFile));

        var changed = await bench.RunAsync("database.user.password", bench.Who(engine));
        var second = DatabaseBench.Left(changed.PasswordFile);
        Assert.True(!await bench.MayAsync(engine, bench.User, first, "SELECT 1") && await bench.MayAsync(engine, bench.User, second, "SELECT 1"));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(changed.PasswordFile!));

        Assert.Null((await bench.RunAsync("database.user.password", bench.Who(engine, $",\"password\":\"{Canary}\""))).PasswordFile);
        Assert.True(!await bench.MayAsync(engine, bench.User, second, "SELECT 1") && await bench.MayAsync(engine, bench.User, Canary, "SELECT 1"));
        Assert.False(File.Exists(changed.PasswordFile));
    }

    [Theory, InlineData("mariadb"), InlineData("postgresql")]
    public async Task A_dropped_user_is_gone_what_the_user_made_stays_and_a_dump_from_before_is_still_good(string engine)
    {
        await bench.RunAsync("database.create", bench.Of(engine));
        var password = DatabaseBench.Left((await bench.RunAsync("database.user.create", bench.Who(engine))).PasswordFile);
        await bench.RunAsync("database.grant", bench.Rights(engine));
        Assert.True(await bench.MayAsync(engine, bench.User, password, "CREATE TABLE t (a INT)"));
        await bench.RunAsync("database.dump", bench.Of(engine));
        if (engine == "postgresql")
            await bench.AdminAsync(engine, $"CREATE SCHEMA stray AUTHORIZATION \"{bench.User}\"; ALTER TABLE t OWNER TO \"{bench.User}\";", bench.Name);

        await bench.RunAsync("database.user.drop", bench.Who(engine));
        await bench.RunAsync("database.user.drop", bench.Who(engine));

        Assert.False(await bench.MayAsync(engine, bench.User, password, "SELECT 1"));
        await bench.AdminAsync(engine, "SELECT * FROM t;", bench.Name);
        await bench.RunAsync("database.restore", bench.Of(engine));
        Assert.Empty(Directory.EnumerateFiles(bench.Root + "/etc/mz/database-users"));
    }

    [Fact]
    public async Task Rights_of_a_dropped_database_open_no_later_one_of_its_name()
    {
        await bench.RunAsync("database.create", bench.Of("mariadb"));
        var password = DatabaseBench.Left((await bench.RunAsync("database.user.create", bench.Who("mariadb"))).PasswordFile);
        await bench.RunAsync("database.grant", bench.Rights("mariadb"));
        await servers.Maria.ExecuteAsync($"GRANT SELECT ON {bench.Name}.* TO '{bench.User}'@localhost WITH GRANT OPTION;");
        await bench.RunAsync("database.drop", bench.Of("mariadb"));
        await bench.RunAsync("database.create", bench.Of("mariadb"));
        Assert.False(await bench.MayAsync("mariadb", bench.User, password, "SELECT 1"));
    }

    [Theory, InlineData("database.revoke"), InlineData("database.drop")]
    public async Task What_somebody_gave_of_one_table_column_or_routine_is_taken_away_too(string kind)
    {
        await bench.RunAsync("database.create", bench.Of("mariadb"));
        var password = DatabaseBench.Left((await bench.RunAsync("database.user.create", bench.Who("mariadb"))).PasswordFile);
        const string Made = "CREATE TABLE `t``1` (a INT, b INT); CREATE TABLE u (a INT, b INT); CREATE FUNCTION f() RETURNS INT RETURN 1;";
        await servers.Maria.ExecuteAsync($"{Made} GRANT SELECT, INSERT ON `t``1` TO '{bench.User}'@localhost WITH GRANT OPTION; GRANT SELECT (a) ON u TO '{bench.User}'@localhost; "
            + $"GRANT EXECUTE ON FUNCTION f TO '{bench.User}'@localhost WITH GRANT OPTION;", bench.Name);
        string[] asked = ["SELECT a FROM `t``1`", "SELECT a FROM u", "SELECT f()"];
        foreach (var statement in asked)
            Assert.True(await bench.MayAsync("mariadb", bench.User, password, statement));

        await bench.RunAsync(kind, kind == "database.drop" ? bench.Of("mariadb") : bench.Rights("mariadb"));

        if (kind == "database.drop")
        {
            await bench.RunAsync("database.create", bench.Of("mariadb"));
            await servers.Maria.ExecuteAsync(Made, bench.Name);
        }
        foreach (var statement in asked)
            Assert.False(await bench.MayAsync("mariadb", bench.User, password, statement));
    }

    [Fact]
    public async Task Rights_by_any_way_to_write_the_name_are_taken_away()
    {
        var database = bench.Name + "_b";
        var args = $$"""{"engine":"mariadb","name":"{{database}}","user":"{{bench.User}}"}""";
        await bench.RunAsync("database.create", $$"""{"engine":"mariadb","name":"{{database}}"}""");
        await bench.RunAsync("database.user.create", bench.Who("mariadb"));
        foreach (var written in new[] { database, database.Replace("_", @"\_", StringComparison.Ordinal), bench.Name + @"\_b" })
            await servers.Maria.ExecuteAsync($"GRANT SELECT ON `{written}`.* TO '{bench.User}'@localhost;");

        await bench.RunAsync("database.revoke", args);

        Assert.Equal("0", (await bench.AdminAsync("mariadb", $"SELECT COUNT(*) FROM mysql.db WHERE User = '{bench.User}'")).Trim());
    }

    [Theory]
    [InlineData("GRANT SELECT ON *.* TO {0}", "those of every database")]
    [InlineData("GRANT SELECT ON `shop%`.* TO {0}", "`shop%`")]
    [InlineData("CREATE ROLE {1}; CREATE ROLE {1}_in; GRANT INSERT ON {2}.* TO {1}_in; GRANT {1}_in TO {1}; GRANT {1} TO {0}", "the role {1}_in")]
    [InlineData("CREATE USER {3}; GRANT SELECT ON {2}.* TO {3}", "{3}")]
    public async Task Where_wider_rights_would_keep_a_database_open_a_revoke_names_them_and_changes_nothing(string grant, string names)
    {
        object[] values = [$"'{bench.User}'@'localhost'", "r" + bench.Name, bench.Name, $"'{bench.User}'@'%'"];
        await bench.RunAsync("database.create", bench.Of("mariadb"));
        var password = DatabaseBench.Left((await bench.RunAsync("database.user.create", bench.Who("mariadb"))).PasswordFile);
        await bench.RunAsync("database.grant", bench.Rights("mariadb"));
        await servers.Maria.ExecuteAsync(string.Format(CultureInfo.InvariantCulture, grant, values) + ";");

        var exit = await bench.TryAsync("database.revoke", bench.Rights("mariadb"));

        Assert.Equal("wider_rights", exit.Error?.Code);
        Assert.Contains(string.Format(CultureInfo.InvariantCulture, names, values), exit.Error!.Message, StringComparison.Ordinal);
        Assert.True(await bench.MayAsync("mariadb", bench.User, password, "CREATE TABLE still (a INT)"));
    }

    [Theory, InlineData("mariadb"), InlineData("postgresql")]
    public async Task One_who_administers_the_server_is_not_changed(string engine)
    {
        await bench.AdminAsync(engine, engine == "mariadb" ? $"CREATE USER '{bench.User}'@localhost; GRANT ALL ON *.* TO '{bench.User}'@localhost;" : $"CREATE ROLE \"{bench.User}\" SUPERUSER LOGIN;");
        foreach (var kind in new[] { "database.user.password", "database.user.drop" })
            Assert.Equal("reserved", (await bench.TryAsync(kind, bench.Who(engine))).Error?.Code);
    }

    [Theory, InlineData("mariadb"), InlineData("postgresql")]
    public async Task A_chosen_password_is_in_no_list_of_processes_no_log_no_result_and_no_file(string engine)
    {
        using var over = new CancellationTokenSource();
        var seen = Task.Run(() => ProcessWatch.SawAsync(Canary, over.Token), TestContext.Current.CancellationToken);
        var told = "";
        foreach (var (kind, more) in new[] { ("database.user.create", ""), ("database.user.password", "2") })
        {
            var exit = await bench.TryAsync(kind, bench.Who(engine, $",\"password\":\"{Canary}{more}\""));
            Assert.Equal(0, exit.ExitCode);
            told += exit.Result!.Value.GetRawText() + bench.Text();
            bench.Jobs.Workers.Ended(bench.Ref);
        }
        await over.CancelAsync();

        Assert.False(await seen);
        Assert.DoesNotContain(Canary, told, StringComparison.Ordinal);
        Assert.DoesNotContain(Directory.EnumerateFiles(bench.Root, "*", SearchOption.AllDirectories).Where(f => new FileInfo(f).LinkTarget is null),
            f => File.ReadAllText(f).Contains(Canary, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_password_that_the_server_refuses_changes_neither_the_one_before_nor_its_file()
    {
        await bench.RunAsync("database.create", bench.Of("mariadb"));
        var made = await bench.RunAsync("database.user.create", bench.Who("mariadb"));
        var first = DatabaseBench.Left(made.PasswordFile);
        await bench.RunAsync("database.grant", bench.Rights("mariadb"));
        // With a rule for passwords it takes none that it cannot look at.
        await servers.Maria.ExecuteAsync("INSTALL SONAME 'simple_password_check';");
        var exits = new[] { await bench.TryAsync("database.user.password", bench.Who("mariadb")), await bench.TryAsync("database.user.password", bench.Who("mariadb", $",\"password\":\"{Canary}\"")) };
        await servers.Maria.ExecuteAsync("UNINSTALL SONAME 'simple_password_check';");

        Assert.All(exits, exit => Assert.EndsWith("The VPS is as it was before.", exit.Error!.Message, StringComparison.Ordinal));
        Assert.Equal(first, DatabaseBench.Left(made.PasswordFile));
        Assert.True(await bench.MayAsync("mariadb", bench.User, first, "SELECT 1"));
    }
}
