using System.Data;
using Microsoft.Data.Sqlite;

namespace MzPanel.Data.Storage.Sqlite;

/// <summary>A reading connection that keeps its statements prepared: to prepare one costs more than to run it.</summary>
internal sealed class SqliteReadSession : IDisposable
{
    private const int MostCommands = 64;
    private readonly Dictionary<string, SqliteCommand> commands = [];

    private SqliteReadSession(SqliteConnection connection) => Connection = connection;

    public SqliteConnection Connection { get; }

    public static SqliteReadSession Open(string connectionString)
    {
        var connection = new SqliteConnection(connectionString);
        try
        {
            connection.Open();
            return new SqliteReadSession(connection);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>A command that runs as the one kept for its text.</summary>
    public SqliteCommand Command() => new Reading(this);

    public void Dispose()
    {
        DropCommands();
        Connection.Dispose();
    }

    private SqliteCommand Prepared(string sql)
    {
        if (commands.TryGetValue(sql, out var command))
            return command;
        if (commands.Count >= MostCommands)
            DropCommands();
        commands.Add(sql, command = new SqliteCommand(sql, Connection));
        return command;
    }

    private void DropCommands()
    {
        foreach (var command in commands.Values)
            command.Dispose();
        commands.Clear();
    }

    private sealed class Reading(SqliteReadSession session) : SqliteCommand
    {
        public override SqliteDataReader ExecuteReader(CommandBehavior behavior) => Filled().ExecuteReader(behavior);

        public override object? ExecuteScalar() => Filled().ExecuteScalar();

        public override int ExecuteNonQuery() => Filled().ExecuteNonQuery();

        private SqliteCommand Filled()
        {
            var prepared = session.Prepared(CommandText);
            prepared.Parameters.Clear();
            foreach (SqliteParameter value in Parameters)
                prepared.Parameters.Add(value);
            return prepared;
        }
    }
}
