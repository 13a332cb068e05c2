using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace MzPanel.Data.Storage.Sqlite;

/// <summary>
/// A statement kept prepared for its text. Values are bound by number, past ADO.NET, which looks up the name of each value in the
/// statement each time: half of what a job's statements cost.
/// </summary>
internal sealed class SqlitePrepared : IDisposable
{
    private readonly sqlite3 database;
    private readonly sqlite3_stmt prepared;
    private readonly StatementText text;

    public SqlitePrepared(SqliteConnection connection, string sql)
    {
        database = connection.Handle!;
        // SQLite numbers names in the order of their first use, as StatementText does.
        text = new StatementText(sql);
        Check(raw.sqlite3_prepare_v3(database, sql, raw.SQLITE_PREPARE_PERSISTENT, out prepared));
    }

    /// <summary>Runs it with the values of a statement of its text; returns the rows affected.</summary>
    public int Execute(Statement statement)
    {
        var values = text.Order(statement);
        for (var i = 0; i < values.Length; i++)
            Check(Bind(i + 1, values[i]));
        Execute();
        return raw.sqlite3_changes(database);
    }

    public void Execute()
    {
        try
        {
            int result;
            do
                result = raw.sqlite3_step(prepared);
            while (result == raw.SQLITE_ROW);
            if (result != raw.SQLITE_DONE)
                Check(result);
        }
        finally
        {
            _ = raw.sqlite3_reset(prepared);
            _ = raw.sqlite3_clear_bindings(prepared);
        }
    }

    public void Dispose() => prepared.Dispose();

    private int Bind(int number, object? value) => value switch
    {
        null => raw.sqlite3_bind_null(prepared, number),
        long integer => raw.sqlite3_bind_int64(prepared, number, integer),
        string characters => raw.sqlite3_bind_text(prepared, number, characters),
        byte[] bytes => raw.sqlite3_bind_blob(prepared, number, bytes),
        _ => throw new ArgumentException($"A parameter cannot be a {value.GetType()}.", nameof(value)),
    };

    private void Check(int result) => SqliteException.ThrowExceptionForRC(result, database);
}
