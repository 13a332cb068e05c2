using System.Data.Common;
using MzPanel.Data.Storage;

namespace MzPanel.Data;

/// <summary>
/// The way into the records. Operations are committed in groups: whatever queued up during the commit before (performance.md);
/// a group is never waited for.
/// </summary>
public sealed class RecordWriter
{
    private readonly Func<IReadOnlyList<Statement>, CancellationToken, Task<int[]>> write;
    private readonly ITransactor transactor;

    internal RecordWriter(WriteQueue queue, ITransactor transactor) : this((op, ct) => QueueAsync(queue, op, ct), transactor)
    {
    }

    internal RecordWriter(Func<IReadOnlyList<Statement>, CancellationToken, Task<int[]>> write, ITransactor transactor)
    {
        this.write = write;
        this.transactor = transactor;
    }

    /// <summary>Commits one operation, all of it or nothing, and returns the rows affected by each statement.</summary>
    /// <param name="op">Its statements; each sees what the ones before it did.</param>
    /// <param name="ct">Gives up waiting for a place in the queue; what has one is carried out.</param>
    /// <exception cref="StorageException">The records cannot answer.</exception>
    /// <exception cref="RecordConflictException">A unique index refused it.</exception>
    public Task<int[]> WriteAsync(IReadOnlyList<Statement> op, CancellationToken ct = default) =>
        op.Count == 0 ? Task.FromResult<int[]>([]) : write(op, ct);

    /// <summary>
    /// Runs a rare operation of several steps in a transaction of its own. On SQLite it holds up every other write, so it
    /// must not wait for anything but its connection.
    /// </summary>
    public Task<T> TransactAsync<T>(Func<DbConnection, DbTransaction, CancellationToken, Task<T>> work, CancellationToken ct = default) =>
        transactor.TransactAsync(work, ct);

    private static async Task<int[]> QueueAsync(WriteQueue queue, IReadOnlyList<Statement> op, CancellationToken ct)
    {
        var pending = new PendingOp(op);
        await queue.EnqueueAsync(pending, ct);
        return await pending.OutcomeAsync();
    }
}
