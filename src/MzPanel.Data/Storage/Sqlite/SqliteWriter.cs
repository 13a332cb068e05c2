using System.Data.Common;

namespace MzPanel.Data.Storage.Sqlite;

/// <summary>
/// The only thread that writes. Two queues, control first. A thread of its own, because SQLite's calls block on the disk and
/// would starve the thread pool of a small machine.
/// </summary>
internal sealed class SqliteWriter : ITransactor, IAsyncDisposable
{
    private readonly AutoResetEvent work = new(false);
    private readonly WriteQueue control;
    private readonly WriteQueue log;
    private readonly SqliteSession session;
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Pulse pulse;
    private volatile bool closing;

    private SqliteWriter(SqliteSession session, Pulse pulse)
    {
        (this.session, this.pulse) = (session, pulse);
        control = new WriteQueue(WriteLimits.QueuedOps, WriteLimits.QueuedBytes, Wake);
        log = new WriteQueue(WriteLimits.QueuedOps, WriteLimits.QueuedBytes, Wake);
        Control = new RecordWriter(control, this);
        Log = new RecordWriter(log, this);
    }

    public RecordWriter Control { get; }

    public RecordWriter Log { get; }

    internal SqliteSession Session => session;

    public static SqliteWriter Start(string connectionString, Pulse pulse)
    {
        var writer = new SqliteWriter(SqliteSession.Open(connectionString), pulse);
        new Thread(writer.Run) { Name = "records", IsBackground = true }.Start();
        return writer;
    }

    public async Task<T> TransactAsync<T>(Func<DbConnection, DbTransaction, CancellationToken, Task<T>> work, CancellationToken ct)
    {
        var pending = new PendingWork<T>(work, ct);
        await control.EnqueueAsync(pending, ct);
        return await pending.OutcomeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        control.Close();
        log.Close();
        closing = true;
        Wake();
        await ended.Task;
    }

    private void Wake() => work.Set();

    private void Run()
    {
        var group = new List<PendingWrite>(WriteLimits.GroupOps);
        while (true)
        {
            control.Take(group, WriteLimits.GroupOps, WriteLimits.GroupBytes);
            if (group is not [PendingWork])
                log.Take(group, WriteLimits.GroupOps, WriteLimits.SqliteLogBytes);
            if (group.Count > 0)
                Commit(group);
            else if (closing)
                break;
            else
                work.WaitOne();
            group.Clear();
        }
        session.Dispose();
        ended.SetResult();
    }

    private void Commit(List<PendingWrite> group)
    {
        pulse.Beat();
        if (group is [PendingWork alone])
            session.Transact(alone);
        else
            GroupCommit.RunAsync(session, group.ConvertAll(w => (PendingOp)w)).AsTask().GetAwaiter().GetResult();
        pulse.Rest();
    }
}
