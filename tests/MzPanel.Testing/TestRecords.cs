using MzPanel.Data;

namespace MzPanel.Testing;

/// <summary>Empty records of one test on either database.</summary>
public sealed class TestRecords : IAsyncDisposable
{
    private static readonly Lazy<Task<string>> Template = new(MakeTemplateAsync);
    private readonly TempDirectory directory;
    private readonly TimeProvider time;

    private TestRecords(TempDirectory directory, DatabaseOptions options, TimeProvider time, Database database)
    {
        this.directory = directory;
        this.time = time;
        Options = options;
        Database = database;
    }

    /// <summary>How they were opened.</summary>
    public DatabaseOptions Options { get; }

    /// <summary>The records.</summary>
    public Database Database { get; private set; }

    /// <summary>SQLite in a directory of its own.</summary>
    public static Task<TestRecords> SqliteAsync(TimeProvider? time = null) => OpenAsync(null, time);

    /// <summary>A database of its own on the shared PostgreSQL.</summary>
    public static async Task<TestRecords> PostgresAsync(TimeProvider? time = null)
    {
        var template = await Template.Value;
        var server = await PgServer.SharedAsync();
        return await OpenAsync(await server.CreateDatabaseAsync(template), time);
    }

    /// <summary>Closes the records and opens them again, as a restart does.</summary>
    public async Task ReopenAsync()
    {
        await Database.DisposeAsync();
        Database = await Database.OpenAsync(Options, time, CancellationToken.None);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        if (Options.Postgres is { } database)
            await (await PgServer.SharedAsync()).DropDatabaseAsync(database);
        directory.Dispose();
    }

    private static async Task<TestRecords> OpenAsync(string? postgres, TimeProvider? time)
    {
        var directory = new TempDirectory();
        var options = new DatabaseOptions { Postgres = postgres, DataDirectory = directory.Path };
        time ??= TimeProvider.System;
        return new TestRecords(directory, options, time, await Database.OpenAsync(options, time, CancellationToken.None));
    }

    /// <summary>Migrating takes longer than copying what one migration made.</summary>
    private static async Task<string> MakeTemplateAsync()
    {
        const string Name = "records_template";
        var server = await PgServer.SharedAsync();
        await server.ExecuteAsync("CREATE DATABASE " + Name);
        var options = new DatabaseOptions { Postgres = server.ConnectionString(Name) + ";Pooling=false", DataDirectory = "" };
        await using var database = await Database.OpenAsync(options, TimeProvider.System, CancellationToken.None);
        return Name;
    }
}
