using Microsoft.Data.Sqlite;

namespace MzPanel.Data.Storage.Sqlite;

/// <summary>A command kept prepared for its text.</summary>
internal sealed class SqlitePrepared : IDisposable
{
    private readonly SqliteCommand command;
    private readonly StatementText text;

    public SqlitePrepared(SqliteConnection connection, string sql)
    {
        text = new StatementText(sql);
        command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var name in text.Names)
            command.Parameters.Add(new SqliteParameter { ParameterName = "@" + name });
    }

    /// <summary>Runs it with the values of a statement of its text; returns the rows affected.</summary>
    public int Execute(Statement statement)
    {
        var values = text.Order(statement);
        for (var i = 0; i < values.Length; i++)
        {
            command.Parameters[i].ResetSqliteType();
            command.Parameters[i].Value = values[i] ?? DBNull.Value;
        }
        return command.ExecuteNonQuery();
    }

    public void Execute() => command.ExecuteNonQuery();

    public void Dispose() => command.Dispose();
}
