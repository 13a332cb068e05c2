using System.Diagnostics;
using Microsoft.Data.Sqlite;

namespace MzPanel.Bench;

/// <summary>Commits of one small row in a file of their own, with the journal and the care of the silo's.</summary>
internal sealed class BareCommits : IDisposable
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

    /// <summary>Milliseconds that one took.</summary>
    public double Commit()
    {
        var start = Stopwatch.GetTimestamp();
        insert.ExecuteNonQuery();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    public void Dispose()
    {
        insert.Dispose();
        connection.Dispose();
        SqliteConnection.ClearAllPools();
        Directory.Delete(directory, recursive: true);
    }
}
