using Microsoft.Data.Sqlite;

namespace MzPanel.Data.Storage.Sqlite;

/// <summary>A reading connection that gives its place back when it is disposed.</summary>
internal sealed class SqliteReader : SqliteConnection
{
    private SemaphoreSlim? place;

    private SqliteReader(string connectionString, SemaphoreSlim place) : base(connectionString) => this.place = place;

    public static SqliteReader Open(string connectionString, SemaphoreSlim place)
    {
        var reader = new SqliteReader(connectionString, place);
        try
        {
            reader.Open();
            return reader;
        }
        catch
        {
            reader.Dispose();
            throw;
        }
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing)
            Interlocked.Exchange(ref place, null)?.Release();
    }
}
