using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace MzPanel.Data.Storage.Sqlite;

/// <summary>One file, one writing thread, a few readers (WAL).</summary>
internal sealed class SqliteStore : IStore
{
    private const int Readers = 8;
    private const int BusySeconds = 5;
    private readonly SqliteLock directory;
    private readonly SqliteWriter writer;
    private readonly SemaphoreSlim places = new(Readers);
    private readonly string reading;

    private SqliteStore(SqliteLock directory, SqliteWriter writer, string reading)
    {
        this.directory = directory;
        this.writer = writer;
        this.reading = reading;
    }

    public RecordWriter Control => writer.Control;

    public RecordWriter Log => writer.Log;

    public NpgsqlDataSource? Postgres => null;

    internal SqliteWriter Writer => writer;

    public static SqliteStore Open(string dataDirectory)
    {
        var directory = SqliteLock.Take(dataDirectory);
        try
        {
            var file = Path.Combine(dataDirectory, "mzpanel.db");
            var writing = new SqliteConnectionStringBuilder { DataSource = file, Pooling = false, DefaultTimeout = BusySeconds };
            var reading = new SqliteConnectionStringBuilder { DataSource = file, Mode = SqliteOpenMode.ReadOnly, DefaultTimeout = BusySeconds };
            // The journal's files take the mode of this one.
            PrivateFile.Open(file, FileMode.OpenOrCreate).Dispose();
            using (var migrating = new SqliteConnection(writing.ToString()))
                SqliteMigrations.Run(migrating);
            return new SqliteStore(directory, SqliteWriter.Start(writing.ToString()), reading.ToString());
        }
        catch
        {
            directory.Dispose();
            throw;
        }
    }

    public async Task<DbConnection> ReadAsync(CancellationToken ct)
    {
        if (!await places.WaitAsync(WriteLimits.Patience, ct))
            throw new StorageException(StorageFault.Unavailable, "Too many readers.");
        return SqliteReader.Open(reading, places);
    }

    public async ValueTask DisposeAsync()
    {
        // The writer closes last: only then is the journal folded into the file.
        using (var pooled = new SqliteConnection(reading))
            SqliteConnection.ClearPool(pooled);
        await writer.DisposeAsync();
        directory.Dispose();
        places.Dispose();
    }
}
