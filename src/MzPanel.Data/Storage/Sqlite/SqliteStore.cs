using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace MzPanel.Data.Storage.Sqlite;

/// <summary>One file, one writing thread, a few readers (WAL).</summary>
internal sealed class SqliteStore : IStore
{
    private const int BusySeconds = 5;
    private const string WriterName = "writer of the records";
    private readonly SqliteLock? directory;
    private readonly SqliteWriter writer;
    private readonly SqliteReaders readers;

    private SqliteStore(SqliteLock? directory, SqliteWriter writer, string reading)
    {
        this.directory = directory;
        this.writer = writer;
        readers = new SqliteReaders(reading);
    }

    public RecordWriter Control => writer.Control;

    public RecordWriter Log => writer.Log;

    public NpgsqlDataSource? Postgres => null;

    internal SqliteWriter Writer => writer;

    public static SqliteStore Open(string dataDirectory, Pulses pulses)
    {
        var directory = SqliteLock.Take(dataDirectory);
        try
        {
            var file = FileIn(dataDirectory);
            // The journal's files take the mode of this one.
            PrivateFile.Open(file, FileMode.OpenOrCreate).Dispose();
            using (var migrating = new SqliteConnection(Writing(file)))
                SqliteMigrations.Run(migrating);
            return new SqliteStore(directory, SqliteWriter.Start(Writing(file), pulses.Of(WriterName)), Reading(file));
        }
        catch
        {
            directory.Dispose();
            throw;
        }
    }

    /// <summary>Opens what a silo has made, whether one has it open or not.</summary>
    /// <exception cref="RecordsMissingException">No silo has, or an older one.</exception>
    public static SqliteStore OpenBeside(string dataDirectory, Pulses pulses)
    {
        var file = FileIn(dataDirectory);
        if (!File.Exists(file))
            throw new RecordsMissingException(dataDirectory);
        using (var looking = new SqliteConnection(Writing(file)))
            if (!SqliteMigrations.IsCurrent(looking))
                throw new RecordsMissingException(dataDirectory);
        return new SqliteStore(null, SqliteWriter.Start(Writing(file), pulses.Of(WriterName)), Reading(file));
    }

    public Task<DbConnection> ReadAsync(CancellationToken ct) => readers.LendAsync(ct);

    public Task RunApartAsync(IReadOnlyList<Statement> op) => Control.WriteAsync(op);

    public async ValueTask DisposeAsync()
    {
        // The writer closes last: only then is the journal folded into the file.
        readers.Dispose();
        await writer.DisposeAsync();
        directory?.Dispose();
    }

    private static string FileIn(string dataDirectory) => Path.Combine(dataDirectory, "mzpanel.db");

    private static string Writing(string file) =>
        new SqliteConnectionStringBuilder { DataSource = file, Pooling = false, DefaultTimeout = BusySeconds }.ToString();

    private static string Reading(string file) =>
        new SqliteConnectionStringBuilder { DataSource = file, Mode = SqliteOpenMode.ReadOnly, Pooling = false, DefaultTimeout = BusySeconds }.ToString();
}
