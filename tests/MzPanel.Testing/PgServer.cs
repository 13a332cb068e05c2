using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace MzPanel.Testing;

/// <summary>
/// A private PostgreSQL in a temporary directory, on loopback. It dies with the test process, also when that is killed: the
/// kernel tells it (PR_SET_PDEATHSIG), and the next run removes what a killed one left behind.
/// </summary>
public sealed class PgServer : IAsyncDisposable
{
    private static readonly Lazy<Task<PgServer>> Shared = new(() => StartAsync());
    private readonly string directory;
    private readonly string[] settings;
    private int databases;
    private PgProcess process;

    private PgServer(string directory, int port, string[] settings)
    {
        this.directory = directory;
        this.settings = settings;
        Port = port;
        process = PgProcess.Start(directory, port, settings);
    }

    /// <summary>Where it listens.</summary>
    public int Port { get; }

    /// <summary>The one server that the tests of an assembly share; stopped when the process ends.</summary>
    public static Task<PgServer> SharedAsync() => Shared.Value;

    /// <summary>A server of one's own, to stop or to hurt.</summary>
    public static async Task<PgServer> StartAsync(params string[] settings)
    {
        var directory = TempRoot.NewPath();
        await PgTools.RunAsync("initdb", "-D", directory, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync");
        var server = new PgServer(directory, FreePort.Next(), settings);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => server.StopAndRemove();
        await server.ReadyAsync();
        return server;
    }

    /// <summary>A connection string for a database of this server.</summary>
    public string ConnectionString(string database, int? port = null) => new NpgsqlConnectionStringBuilder
    {
        Host = "127.0.0.1",
        Port = port ?? Port,
        Username = "postgres",
        Database = database,
        MaxPoolSize = 20,
        Timeout = 3,
    }.ToString();

    /// <summary>Makes an empty database, or a copy of a template, and returns its connection string.</summary>
    public async Task<string> CreateDatabaseAsync(string template = "template1")
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"test_{Interlocked.Increment(ref databases)}");
        await ExecuteAsync($"CREATE DATABASE {name} TEMPLATE {template}");
        return ConnectionString(name);
    }

    /// <summary>Drops a database as soon as its test is over: what is gone before the disk sees it costs nothing.</summary>
    public Task DropDatabaseAsync(string connectionString) =>
        ExecuteAsync($"DROP DATABASE {new NpgsqlConnectionStringBuilder(connectionString).Database} WITH (FORCE)");

    /// <summary>Runs a statement as the superuser.</summary>
    public async Task ExecuteAsync(string sql, string database = "postgres")
    {
        await using var connection = await OpenAsync(database);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>The one value that a question has for its answer.</summary>
    public async Task<object?> ScalarAsync(string sql, string database = "postgres")
    {
        await using var connection = await OpenAsync(database);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }

    /// <summary>Ends it at once, as a crash would; <see cref="RestartAsync"/> brings it back with its data.</summary>
    public void Crash() => process.Stop();

    /// <summary>Shuts it down in good order.</summary>
    public void ShutDown() => process.ShutDown();

    /// <summary>kill -9 of the server and all its processes at once.</summary>
    public void Kill() => process.Kill();

    /// <summary>Starts it again on the same port.</summary>
    public async Task RestartAsync()
    {
        process = PgProcess.Start(directory, Port, settings);
        await ReadyAsync();
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        StopAndRemove();
        return ValueTask.CompletedTask;
    }

    private async Task ReadyAsync()
    {
        var limit = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                await using var connection = await OpenAsync("postgres");
                return;
            }
            catch (NpgsqlException) when (limit.Elapsed < TimeSpan.FromSeconds(60))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
            }
        }
    }

    private async Task<NpgsqlConnection> OpenAsync(string database)
    {
        var connection = new NpgsqlConnection(ConnectionString(database) + ";Pooling=false");
        await connection.OpenAsync();
        return connection;
    }

    private void StopAndRemove()
    {
        process.Stop();
        TempRoot.Remove(directory);
    }
}
