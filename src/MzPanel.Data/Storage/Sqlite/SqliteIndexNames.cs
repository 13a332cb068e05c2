using Dapper;
using Microsoft.Data.Sqlite;

namespace MzPanel.Data.Storage.Sqlite;

/// <summary>SQLite names the columns of a unique index that refused a row; PostgreSQL names the index. This finds the name.</summary>
internal sealed class SqliteIndexNames(SqliteConnection connection)
{
    private const string Sql = """
        SELECT t.name AS TableName, i.name AS IndexName, i.origin AS Origin,
          (SELECT group_concat(t.name || '.' || c.name, ', ') FROM (SELECT name FROM pragma_index_info(i.name) ORDER BY seqno) c) AS Columns
        FROM sqlite_schema t, pragma_index_list(t.name) i WHERE t.type = 'table' AND i."unique" = 1
        """;

    private readonly Lazy<Dictionary<string, string>> names = new(() => Load(connection));

    public string NameOf(string columns) => names.Value.GetValueOrDefault(columns, columns);

    private static Dictionary<string, string> Load(SqliteConnection connection)
    {
        var found = new Dictionary<string, string>();
        foreach (var index in connection.Query<UniqueIndex>(Sql))
            found.TryAdd(index.Columns, index.Origin == "pk" ? index.TableName + "_pkey" : index.IndexName);
        return found;
    }

    private sealed record UniqueIndex
    {
        public string TableName { get; init; } = "";

        public string IndexName { get; init; } = "";

        public string Origin { get; init; } = "";

        public string Columns { get; init; } = "";
    }
}
