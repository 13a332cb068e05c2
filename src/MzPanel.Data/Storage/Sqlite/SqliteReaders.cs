using System.Collections.Concurrent;
using System.Data.Common;

namespace MzPanel.Data.Storage.Sqlite;

/// <summary>The few connections that read, opened when they are first needed.</summary>
internal sealed class SqliteReaders(string connectionString) : IDisposable
{
    private const int Most = 8;
    private readonly SemaphoreSlim places = new(Most);
    private readonly ConcurrentStack<SqliteReadSession> idle = new();
    private volatile bool over;

    public async Task<DbConnection> LendAsync(CancellationToken ct)
    {
        ObjectDisposedException.ThrowIf(over, typeof(Database));
        if (!await places.WaitAsync(WriteLimits.Patience, ct))
            throw new StorageException(StorageFault.Unavailable, "Too many readers.");
        try
        {
            return new SqliteReader(idle.TryPop(out var session) ? session : SqliteReadSession.Open(connectionString), GiveBack);
        }
        catch
        {
            places.Release();
            throw;
        }
    }

    /// <summary>Closes those that nobody holds; the others are closed when they come back.</summary>
    public void Dispose()
    {
        over = true;
        CloseIdle();
    }

    private void GiveBack(SqliteReadSession session)
    {
        idle.Push(session);
        places.Release();
        if (over)
            CloseIdle();
    }

    private void CloseIdle()
    {
        while (idle.TryPop(out var session))
            session.Dispose();
    }
}
