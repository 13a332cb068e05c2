using System.Text;
using NpgsqlTypes;

namespace MzPanel.Data.Storage.Postgres;

/// <summary>A statement with PostgreSQL's own numbered parameters, worked out once per text.</summary>
internal sealed class PostgresSql
{
    private readonly Dictionary<string, int> numbers = [];
    private readonly NpgsqlDbType[] types;

    public PostgresSql(string sql)
    {
        Text = Number(sql);
        types = new NpgsqlDbType[numbers.Count];
        Array.Fill(types, NpgsqlDbType.Unknown);
    }

    public string Text { get; }

    public int Count => numbers.Count;

    public int NumberOf(string name) => numbers.TryGetValue(name, out var number) ? number : -1;

    /// <summary>
    /// Type of a parameter. A null has none of its own: it takes the one last seen in its place, since a statement that is
    /// sometimes text and sometimes unknown would be prepared anew each time.
    /// </summary>
    public NpgsqlDbType TypeOf(int number, object? value) => value switch
    {
        null => types[number],
        string => types[number] = NpgsqlDbType.Text,
        long => types[number] = NpgsqlDbType.Bigint,
        _ => types[number] = NpgsqlDbType.Bytea,
    };

    private string Number(string sql)
    {
        var text = new StringBuilder(sql.Length);
        for (var i = 0; i < sql.Length; i++)
        {
            if (sql[i] == '\'')
            {
                var end = sql.IndexOf('\'', i + 1);
                text.Append(sql, i, end - i + 1);
                i = end;
            }
            else if (sql[i] == '@')
            {
                var end = i + 1;
                while (end < sql.Length && (char.IsAsciiLetterOrDigit(sql[end]) || sql[end] == '_'))
                    end++;
                text.Append('$').Append(Declare(sql[(i + 1)..end]) + 1);
                i = end - 1;
            }
            else
            {
                text.Append(sql[i]);
            }
        }
        return text.ToString();
    }

    private int Declare(string name)
    {
        if (!numbers.TryGetValue(name, out var number))
            numbers.Add(name, number = numbers.Count);
        return number;
    }
}
