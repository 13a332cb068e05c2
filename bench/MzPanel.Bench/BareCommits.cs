using System.Diagnostics;
using Microsoft.Data.Sqlite;

namespace MzPanel.Bench;

/// <summary>Commits of one small row in a file of their own, with the journal and the care of the silo's.</summary>
internal sealed class BareCommits : IFloor
{
    private readonly string directory = Directory.CreateTempSubdirectory("mzbench-").FullName;
    private readonly SqliteConnection connection;
    private readonly SqliteCommand insert;

    public BareCommits()
    {
        connection = new SqliteConnection($"Data Source={directory}/floor.db");
        connection.Open();
        using var settings = connection.CreateCommand();
        settings.CommandText = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE jobs (id INTEGER PRIMARY KEY, body TEXT)";
        settings.ExecuteNonQuery();
        insert = connection.CreateCommand();
        insert.CommandText = "INSERT INTO jobs (body) VALUES (hex(randomblob(300)))";
        insert.Prepare();
    }

    public string What => "one bare commit (SQLite, WAL, synchronous=FULL)";

    public Task<double> CommitAsync()
    {
        var start = Stopwatch.GetTimestamp();
        insert.ExecuteNonQuery();
        return Task.FromResult(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
    }

    /// <summary>One after the other: SQLite has one writer, and clients that queue for it get no more out of it.</summary>
    public Task<double> RateAsync(int clients, TimeSpan span) => Task.Run(() =>
    {
        var (start, commits) = (Stopwatch.GetTimestamp(), 0);
        for (; Stopwatch.GetElapsedTime(start) < span; commits++)
            insert.ExecuteNonQuery();
        return commits / Stopwatch.GetElapsedTime(start).TotalSeconds;
    });

    public ValueTask DisposeAsync()
    {
        insert.Dispose();
        connection.Dispose();
        SqliteConnection.ClearAllPools();
        Directory.Delete(directory, recursive: true);
        return ValueTask.CompletedTask;
    }
}
