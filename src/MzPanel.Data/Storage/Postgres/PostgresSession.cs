using Npgsql;

namespace MzPanel.Data.Storage.Postgres;

/// <summary>The connection of one writer: a group is one pipelined batch and one commit.</summary>
internal sealed class PostgresSession(NpgsqlDataSource source, PostgresOutcomes outcomes) : IWriteSession, IAsyncDisposable
{
    private readonly Dictionary<string, PostgresSql> known = [];
    private readonly string writer = RecordId.NewStamp();
    private NpgsqlConnection? connection;

    public async ValueTask RunAsync(IReadOnlyList<PendingOp> group)
    {
        // The keep-alive may have found it dead while nobody used it.
        await DropIfBrokenAsync();
        connection ??= await source.OpenConnectionAsync();
        try
        {
            Learn(connection, group);
            await using var transaction = await connection.BeginTransactionAsync();
            var mark = CommitMark.Of(writer);
            await ExecuteAsync(connection, transaction, group, mark);
            await outcomes.CommitAsync(transaction, mark);
        }
        catch (InvalidOperationException e) when (connection is { FullState: not System.Data.ConnectionState.Open })
        {
            // Found dead a moment after it was looked at.
            throw new StorageException(StorageFault.Unavailable, "The records are not reached.", e);
        }
        finally
        {
            await DropIfBrokenAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (connection is { } open)
            await open.DisposeAsync();
    }

    private async Task ExecuteAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, IReadOnlyList<PendingOp> group, CommitMark mark)
    {
        await using var batch = new NpgsqlBatch(connection, transaction);
        batch.BatchCommands.Add(PostgresOutcomes.Leaving(mark));
        foreach (var op in group)
            foreach (var statement in op.Statements)
                batch.BatchCommands.Add(known[statement.Sql].Command(statement));
        await batch.ExecuteNonQueryAsync();
        var command = 1;
        foreach (var op in group)
            for (var i = 0; i < op.Affected.Length; i++)
                op.Affected[i] = batch.BatchCommands[command++].RecordsAffected;
    }

    /// <summary>Before the transaction begins, since asking the server about a statement of no use would abort it.</summary>
    private void Learn(NpgsqlConnection connection, IReadOnlyList<PendingOp> group)
    {
        foreach (var op in group)
            foreach (var statement in op.Statements)
                if (!known.ContainsKey(statement.Sql))
                    known.Add(statement.Sql, PostgresSql.Learn(connection, statement.Sql));
    }

    private async ValueTask DropIfBrokenAsync()
    {
        if (connection is not { FullState: not System.Data.ConnectionState.Open } broken)
            return;
        connection = null;
        await broken.DisposeAsync();
    }
}
