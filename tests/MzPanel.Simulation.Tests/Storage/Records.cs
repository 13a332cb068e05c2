using Microsoft.Data.Sqlite;
using MzPanel.Data;
using MzPanel.Data.Storage;
using MzPanel.Data.Storage.Sqlite;

namespace MzPanel.Simulation.Tests.Storage;

/// <summary>
/// The database of one schedule: the product's own session and schema on SQLite in memory, one operation at a time. It outlives
/// every silo.
/// </summary>
internal sealed class Records : IDisposable
{
    private static int count;
    private readonly SqliteSession session;

    public Records(Func<string, string> rewriteReads)
    {
        var place = $"Data Source=simulated{Interlocked.Increment(ref count)};Mode=Memory;Cache=Shared;Pooling=False";
        session = SqliteSession.Open(place);
        Installation.Shared.CopyTo(session.Connection);
        Reader = new ReadConnection(place, rewriteReads);
        Reader.Open();
        Looker = new SqliteConnection(place);
        Looker.Open();
    }

    /// <summary>For the product.</summary>
    public ReadConnection Reader { get; }

    /// <summary>For those who check it.</summary>
    public SqliteConnection Looker { get; }

    /// <summary>Carries out an operation as the product's writer does.</summary>
    public Task<int[]> Commit(IReadOnlyList<Statement> op)
    {
        var pending = new PendingOp(op);
        GroupCommit.RunAsync(session, [pending]).AsTask().GetAwaiter().GetResult();
        return pending.OutcomeAsync();
    }

    public void Dispose()
    {
        Looker.Dispose();
        Reader.End();
        session.Dispose();
    }
}
