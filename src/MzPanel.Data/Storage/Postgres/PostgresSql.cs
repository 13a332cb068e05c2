using Npgsql;
using NpgsqlTypes;

namespace MzPanel.Data.Storage.Postgres;

/// <summary>
/// A statement's text as PostgreSQL takes it. The types of its parameters are asked of the server once: a null that is text
/// here and nothing there would keep the statement from being prepared.
/// </summary>
internal sealed class PostgresSql
{
    private readonly StatementText text;
    private readonly NpgsqlDbType[] types;

    private PostgresSql(StatementText text, NpgsqlDbType[] types)
    {
        this.text = text;
        this.types = types;
    }

    public static PostgresSql Learn(NpgsqlConnection connection, string sql)
    {
        using var command = new NpgsqlCommand(sql, connection);
        NpgsqlCommandBuilder.DeriveParameters(command);
        var derived = command.Parameters.ToDictionary(p => p.ParameterName, p => Wide(p.NpgsqlDbType));
        var text = new StatementText(sql);
        return new PostgresSql(text, [.. text.Names.Select(name => derived[name])]);
    }

    public NpgsqlBatchCommand Command(Statement statement)
    {
        var command = new NpgsqlBatchCommand(text.Numbered);
        var values = text.Order(statement);
        for (var i = 0; i < values.Length; i++)
            command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = types[i], Value = values[i] ?? DBNull.Value });
        return command;
    }

    /// <summary>Beside a literal the server takes a parameter for the literal's small type; columns here are all bigint.</summary>
    private static NpgsqlDbType Wide(NpgsqlDbType type) => type is NpgsqlDbType.Integer or NpgsqlDbType.Smallint ? NpgsqlDbType.Bigint : type;
}
