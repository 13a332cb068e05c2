using MzPanel.Testing;

namespace MzPanel.Data.Tests.Storage;

public sealed class PostgresWriterTests() : RecordsTest(postgres: true)
{
    private static Statement Put(string what) => new(
        "INSERT INTO grain_state (state_name, grain_id, etag, payload) VALUES ('x', @id, '1', '')", ("id", what));

    private async Task<Database> OpenThroughAsync(PgProxy proxy) => await Database.OpenAsync(
        Records.Options with { Postgres = proxy.Through(Records.Options.Postgres!) }, TimeProvider.System, CancellationToken.None);

    [Fact]
    public async Task A_connection_is_handed_on_as_it_is()
    {
        var alone = new Npgsql.NpgsqlConnectionStringBuilder(Records.Options.Postgres) { MaxPoolSize = 5 }.ToString();
        await using var silo = await Database.OpenAsync(Records.Options with { Postgres = alone }, TimeProvider.System, CancellationToken.None);

        var mark = await silo.FirstAsync<string>("SELECT set_config('mzpanel.mark', pg_backend_pid()::text, false)");

        // Taking everything back that a session could hold costs the server more than the query itself.
        Assert.Equal(mark, await silo.FirstAsync<string>("SELECT current_setting('mzpanel.mark', true)"));
    }

    [Fact]
    public async Task A_commit_that_was_never_answered_is_read_back_as_done()
    {
        await using var proxy = new PgProxy((await PgServer.SharedAsync()).Port);
        await using var silo = await OpenThroughAsync(proxy);
        await silo.Control.WriteAsync([Put("warm")]);
        proxy.CutAtNextCommit(forward: true);
        Assert.Equal(1, (await silo.Control.WriteAsync([Put("a")]))[0]);
        Assert.True(proxy.HasCut);
        Assert.Equal(2, await ScalarAsync<long>("SELECT count(*) FROM grain_state"));
    }

    [Fact]
    public async Task A_commit_that_never_arrived_is_read_back_as_not_done()
    {
        await using var proxy = new PgProxy((await PgServer.SharedAsync()).Port);
        await using var silo = await OpenThroughAsync(proxy);
        await silo.Control.WriteAsync([Put("warm")]);
        proxy.CutAtNextCommit(forward: false);
        var fault = await Assert.ThrowsAsync<StorageException>(() => silo.Control.WriteAsync([Put("a")]));
        Assert.Equal(StorageFault.Unavailable, fault.Fault);
        Assert.True(proxy.HasCut);
        Assert.Equal(1, (await silo.Control.WriteAsync([Put("a")]))[0]);
    }

    [Fact]
    public async Task A_silo_that_stands_still_before_its_commit_holds_up_the_others_for_seconds_and_changes_nothing_when_it_goes_on()
    {
        await using var proxy = new PgProxy((await PgServer.SharedAsync()).Port);
        await using var frozen = await OpenThroughAsync(proxy);
        await Database.Control.WriteAsync([Put("a")]);
        Statement Turn(string etag) => new("UPDATE grain_state SET etag = @etag WHERE grain_id = 'a' AND etag = '1'", ("etag", etag));
        await frozen.Control.WriteAsync([Put("warm")]);
        var stopped = proxy.StopAtNextCommitAsync();
        var late = frozen.Control.WriteAsync([Turn("late")]);
        await stopped;

        Assert.Equal(1, (await Database.Control.WriteAsync([Turn("mine")]).WaitAsync(TimeSpan.FromSeconds(12)))[0]);

        proxy.GoOn();
        Assert.Equal(StorageFault.Unavailable, (await Assert.ThrowsAsync<StorageException>(() => late)).Fault);
        Assert.Equal("mine", await ScalarAsync<string>("SELECT etag FROM grain_state WHERE grain_id = 'a'"));
        Assert.Equal(1, (await frozen.Control.WriteAsync([Put("again")]))[0]);
    }

    [Fact]
    public async Task Of_two_servers_the_one_that_is_there_is_used()
    {
        var given = new Npgsql.NpgsqlConnectionStringBuilder(Records.Options.Postgres) { TargetSessionAttributes = "primary" };
        given.Host = $"127.0.0.1:{FreePort.Next()},127.0.0.1:{given.Port}";
        await using var silo = await Database.OpenAsync(Records.Options with { Postgres = given.ToString() }, TimeProvider.System, CancellationToken.None);
        Assert.Equal(1, (await silo.Control.WriteAsync([Put("a")]))[0]);
        Assert.Equal(1, await silo.FirstAsync<long>("SELECT count(*) FROM grain_state"));
    }

    [Fact]
    public async Task What_the_connection_string_asks_of_the_server_still_counts()
    {
        var asked = new Npgsql.NpgsqlConnectionStringBuilder(Records.Options.Postgres) { Options = "-c work_mem=7MB -c tcp_keepalives_count=9" }.ToString();
        await using var silo = await Database.OpenAsync(Records.Options with { Postgres = asked }, TimeProvider.System, CancellationToken.None);
        Assert.Equal("7MB 9 5s", await silo.FirstAsync<string>(
            "SELECT concat_ws(' ', current_setting('work_mem'), current_setting('tcp_keepalives_count'), current_setting('idle_in_transaction_session_timeout'))"));
    }

    [Fact]
    public async Task A_commit_that_a_crash_undid_is_not_done_though_its_number_was_given_away_again()
    {
        await using var server = await PgServer.StartAsync("wal_writer_delay=10s");
        var options = new DatabaseOptions { Postgres = await server.CreateDatabaseAsync(), DataDirectory = "" };
        await using var silo = await Database.OpenAsync(options, TimeProvider.System, CancellationToken.None);
        await silo.Control.WriteAsync([Put("warm")]);
        await server.ExecuteAsync("""
            CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(60); RETURN NULL; END $$;
            CREATE CONSTRAINT TRIGGER slow AFTER INSERT ON grain_state DEFERRABLE INITIALLY DEFERRED
            FOR EACH ROW WHEN (NEW.grain_id = 'lost') EXECUTE FUNCTION slow();
            """, new Npgsql.NpgsqlConnectionStringBuilder(options.Postgres).Database!);
        var lost = silo.Control.WriteAsync([Put("lost")]);
        await Until.Async(async () => await silo.FirstAsync<long>("SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'") == 1);
        server.Crash();
        await server.RestartAsync();
        for (var others = 0; others < 20; others++)
            await server.ExecuteAsync("SELECT pg_current_xact_id()");
        Assert.Equal(StorageFault.Unavailable, (await Assert.ThrowsAsync<StorageException>(() => lost)).Fault);
        Assert.Equal(["warm"], await silo.QueryAsync<string>("SELECT grain_id FROM grain_state"));
        Assert.Equal(1, (await silo.Control.WriteAsync([Put("after")]))[0]);
    }

    [Fact]
    public async Task A_connection_that_was_found_dead_while_nobody_used_it_is_unavailable_and_then_another_one()
    {
        await using var server = await PgServer.StartAsync();
        var options = new DatabaseOptions { Postgres = await server.CreateDatabaseAsync() + ";Keepalive=1", DataDirectory = "" };
        await using var silo = await Database.OpenAsync(options, TimeProvider.System, CancellationToken.None);
        await silo.Control.WriteAsync([Put("before")]);
        server.Crash();
        // The keep-alive looks each second, and tells nobody what it saw.
        await Task.Delay(TimeSpan.FromSeconds(3), TimeProvider.System);
        var fault = await Assert.ThrowsAsync<StorageException>(() => silo.Control.WriteAsync([Put("lost"), new("UPDATE grain_state SET etag = '2' WHERE grain_id = @id", ("id", "x"))]));
        Assert.Equal(StorageFault.Unavailable, fault.Fault);
        await server.RestartAsync();
        Assert.Equal(1, (await silo.Control.WriteAsync([Put("after")]))[0]);
    }

    [Fact]
    public async Task A_server_that_is_away_is_unavailable_for_reads_and_writes_and_comes_back()
    {
        await using var server = await PgServer.StartAsync();
        var options = new DatabaseOptions { Postgres = await server.CreateDatabaseAsync(), DataDirectory = "" };
        await using var silo = await Database.OpenAsync(options, TimeProvider.System, CancellationToken.None);
        await silo.Control.WriteAsync([Put("before")]);
        server.Crash();

        for (var i = 0; i < 3; i++)
        {
            var writes = await Task.WhenAll(Enumerable.Range(0, 10).Select(w => Record.ExceptionAsync(() => silo.Control.WriteAsync([Put($"lost-{w}")])).AsTask()));
            Assert.All(writes, e => Assert.Equal(StorageFault.Unavailable, Assert.IsType<StorageException>(e).Fault));
        }
        Assert.Equal(StorageFault.Unavailable, (await Assert.ThrowsAsync<StorageException>(() => silo.FirstAsync<long>("SELECT 1"))).Fault);
        Assert.Equal(StorageFault.Unavailable, (await Assert.ThrowsAsync<StorageException>(
            () => silo.Control.TransactAsync((_, _, _) => Task.FromResult(1)))).Fault);

        await server.RestartAsync();
        await silo.Control.WriteAsync([Put("after")]);
        await silo.Log.WriteAsync([Put("log")]);
        Assert.Equal(["after", "before", "log"], await silo.QueryAsync<string>("SELECT grain_id FROM grain_state ORDER BY grain_id"));
    }

    [Fact]
    public async Task A_full_disk_is_told_apart_and_fails_only_who_needs_room()
    {
        await RefuseInsertsAsync("grain_state", "NEW.grain_id = 'large'", state: "53100");
        await using var busy = await Busy.PostgresAsync(Database);
        var (small, large) = (Database.Control.WriteAsync([Put("small")]), Database.Control.WriteAsync([Put("large")]));
        await busy.DisposeAsync();
        Assert.Equal(StorageFault.Full, (await Assert.ThrowsAsync<StorageException>(() => large)).Fault);
        Assert.Equal(1, (await small)[0]);
    }

    [Fact]
    public async Task Two_silos_that_lock_in_opposite_order_both_get_through()
    {
        await using var other = await Database.OpenAsync(Records.Options, TimeProvider.System, CancellationToken.None);
        await Database.Control.WriteAsync([Put("a"), Put("b")]);
        Statement Touch(string id) => new("UPDATE grain_state SET etag = etag || '.' WHERE grain_id = @id", ("id", id));
        for (var round = 0; round < 5; round++)
            await Task.WhenAll(Database.Control.WriteAsync([Touch("a"), Touch("b")]), other.Control.WriteAsync([Touch("b"), Touch("a")]));
        Assert.Equal(["1..........", "1.........."], await Database.QueryAsync<string>("SELECT etag FROM grain_state"));
    }

    [Fact]
    public async Task Logs_do_not_keep_control_waiting()
    {
        await using var blocker = await Database.Postgres!.OpenConnectionAsync();
        await using var held = await blocker.BeginTransactionAsync();
        await Dapper.SqlMapper.ExecuteAsync(blocker, "LOCK TABLE job_logs", transaction: held);
        var log = Database.Log.WriteAsync([new("INSERT INTO job_logs (command_id, first_seq, count) VALUES ('c', 1, 1)")]);
        await Database.Control.WriteAsync([Put("control")]);
        Assert.False(log.IsCompleted);
        await held.RollbackAsync();
        await log;
    }
}
