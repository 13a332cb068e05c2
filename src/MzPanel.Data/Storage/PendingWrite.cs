using System.Data.Common;

namespace MzPanel.Data.Storage;

/// <summary>Something in the queue of a writer. Whoever waits for it may give it up only while it is still queued.</summary>
internal abstract class PendingWrite
{
    private const int Queued = 0;
    private const int Started = 1;
    private const int GivenUp = 2;
    private int state = Queued;

    public abstract int Bytes { get; }

    public bool TryStart() => Interlocked.CompareExchange(ref state, Started, Queued) == Queued;

    public abstract void Fail(Exception exception);

    protected bool TryGiveUp() => Interlocked.CompareExchange(ref state, GivenUp, Queued) == Queued;

    protected async Task<T> AwaitAsync<T>(Task<T> outcome, TimeSpan? patience)
    {
        try
        {
            return await outcome.WaitAsync(patience ?? WriteLimits.Patience, WriteLimits.Clock);
        }
        catch (TimeoutException)
        {
            // It may have come in while the exception was on its way.
            if (outcome.IsCompleted)
                return await outcome;
            throw TryGiveUp()
                ? new StorageException(StorageFault.Unavailable, "The records are too slow.")
                : new StorageException(StorageFault.OutcomeUnknown, "The records did not confirm in time.");
        }
    }
}

/// <summary>An operation waiting for its group.</summary>
internal sealed class PendingOp(IReadOnlyList<Statement> statements) : PendingWrite
{
    private const int StatementOverhead = 64;
    private readonly TaskCompletionSource<int[]> outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public IReadOnlyList<Statement> Statements => statements;

    public int[] Affected { get; } = new int[statements.Count];

    public override int Bytes { get; } = Size(statements);

    /// <summary>Name of the row it locks first.</summary>
    public string Order { get; } = statements[0].Parameters is [{ Value: string first }, ..] ? first : "";

    public void Complete() => outcome.TrySetResult(Affected);

    public override void Fail(Exception exception) => outcome.TrySetException(exception);

    public Task<int[]> OutcomeAsync(TimeSpan? patience = null) => AwaitAsync(outcome.Task, patience);

    private static int Size(IReadOnlyList<Statement> statements)
    {
        var size = 0;
        foreach (var statement in statements)
        {
            size += StatementOverhead;
            foreach (var (_, value) in statement.Parameters)
                size += value switch { string text => text.Length, byte[] bytes => bytes.Length, _ => sizeof(long) };
        }
        return size;
    }
}

/// <summary>Work that runs alone in a transaction of its own.</summary>
internal abstract class PendingWork : PendingWrite
{
    public override int Bytes => 0;

    public abstract Task RunAsync(DbConnection connection, DbTransaction transaction);

    public abstract void Complete();
}

/// <inheritdoc/>
internal sealed class PendingWork<T>(Func<DbConnection, DbTransaction, CancellationToken, Task<T>> work, CancellationToken ct) : PendingWork
{
    private readonly TaskCompletionSource<T> outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T? result;

    public override async Task RunAsync(DbConnection connection, DbTransaction transaction) => result = await work(connection, transaction, ct);

    public override void Complete() => outcome.TrySetResult(result!);

    public override void Fail(Exception exception) => outcome.TrySetException(exception);

    public Task<T> OutcomeAsync(TimeSpan? patience = null) => AwaitAsync(outcome.Task, patience);
}
