using System.Text;

namespace MzPanel.Data.Storage;

/// <summary>The parameters of a statement's text, in order of their first use, and the text with PostgreSQL's own <c>$1</c>.</summary>
internal sealed class StatementText
{
    private readonly Dictionary<string, int> numbers = [];

    public StatementText(string sql) => Numbered = Number(sql);

    public string Numbered { get; }

    public IEnumerable<string> Names => numbers.Keys;

    /// <summary>The values in the order of the text; values it does not use are left out.</summary>
    public object?[] Order(Statement statement)
    {
        var values = new object?[numbers.Count];
        var found = 0;
        foreach (var (name, value) in statement.Parameters)
        {
            if (!numbers.TryGetValue(name, out var number))
                continue;
            values[number] = Parameter.Plain(value);
            found++;
        }
        return found == values.Length ? values : throw new ArgumentException($"A parameter is missing or named twice: {statement.Sql}", nameof(statement));
    }

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
