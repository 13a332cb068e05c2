using Microsoft.Data.Sqlite;

namespace MzPanel.Data.Storage.Sqlite;

/// <summary>The writing connection with its prepared commands; only the writer's thread uses it.</summary>
internal sealed class SqliteSession : IWriteSession, IDisposable
{
    private const int MostCommands = 512;
    private readonly SqliteConnection connection;
    private readonly Dictionary<string, SqlitePrepared> commands = [];
    private readonly SqliteIndexNames indexes;

    private SqliteSession(SqliteConnection connection)
    {
        this.connection = connection;
        indexes = new SqliteIndexNames(connection);
    }

    internal SqliteConnection Connection => connection;

    public static SqliteSession Open(string connectionString)
    {
        var connection = new SqliteConnection(connectionString);
        connection.Open();
        using var settings = connection.CreateCommand();
        settings.CommandText = """
            PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA busy_timeout = 5000;
            PRAGMA journal_size_limit = 67108864; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -16384;
            """;
        settings.ExecuteNonQuery();
        return new SqliteSession(connection);
    }

    public ValueTask RunAsync(IReadOnlyList<PendingOp> group)
    {
        try
        {
            RollBack();
            Prepared("BEGIN IMMEDIATE").Execute();
            foreach (var op in group)
                Run(op);
        }
        catch (SqliteException e)
        {
            RollBack();
            throw Named(e);
        }
        catch
        {
            RollBack();
            throw;
        }
        Commit();
        return ValueTask.CompletedTask;
    }

    public void Transact(PendingWork work)
    {
        try
        {
            using var transaction = connection.BeginTransaction();
            work.RunAsync(connection, transaction).GetAwaiter().GetResult();
            Commit(transaction);
            work.Complete();
        }
        catch (Exception e)
        {
            work.Fail(Faults.Translate(e is SqliteException sqlite ? Named(sqlite) : e));
        }
    }

    private static void Commit(SqliteTransaction transaction)
    {
        try
        {
            transaction.Commit();
        }
        catch (SqliteException e)
        {
            throw SqliteFaults.AtCommit(e);
        }
    }

    public void Dispose()
    {
        DropCommands();
        connection.Dispose();
    }

    private void Run(PendingOp op)
    {
        for (var i = 0; i < op.Statements.Count; i++)
            op.Affected[i] = Prepared(op.Statements[i].Sql).Execute(op.Statements[i]);
    }

    private SqlitePrepared Prepared(string sql)
    {
        if (commands.TryGetValue(sql, out var command))
            return command;
        if (commands.Count >= MostCommands)
            DropCommands();
        commands.Add(sql, command = new SqlitePrepared(connection, sql));
        return command;
    }

    private void Commit()
    {
        try
        {
            Prepared("COMMIT").Execute();
        }
        catch (SqliteException e)
        {
            RollBack();
            throw SqliteFaults.AtCommit(e);
        }
    }

    private void RollBack()
    {
        // SQLite has rolled back by itself after some errors (https://sqlite.org/lang_transaction.html); then there is nothing to do.
        if (SQLitePCL.raw.sqlite3_get_autocommit(connection.Handle) == 0)
            Prepared("ROLLBACK").Execute();
    }

    private Exception Named(SqliteException e) =>
        SqliteFaults.Translate(e) is RecordConflictException conflict ? new RecordConflictException(indexes.NameOf(conflict.Constraint), e) : e;

    private void DropCommands()
    {
        foreach (var command in commands.Values)
            command.Dispose();
        commands.Clear();
    }
}
