using Dapper;

namespace MzPanel.Data.Paging;

/// <summary>A list, newest first: conditions that apply, then a page of it.</summary>
internal sealed class ListQuery(string select, string at, string id)
{
    private readonly DynamicParameters values = new();
    private readonly List<string> conditions = [];

    /// <summary>Adds a condition, where there is a value for its parameter.</summary>
    public ListQuery Where(string condition, string name, object? value)
    {
        if (value is null)
            return this;
        conditions.Add(condition);
        values.Add(name, value switch
        {
            string text => Storage.CleanText.Of(text),
            IReadOnlyCollection<string> texts => Storage.CleanText.All(texts),
            _ => value,
        });
        return this;
    }

    /// <summary>Adds a condition without a parameter, where there is one.</summary>
    public ListQuery Where(string? condition)
    {
        if (condition is not null)
            conditions.Add(condition);
        return this;
    }

    /// <summary>Gives a further parameter to the conditions.</summary>
    public ListQuery With(string name, string value)
    {
        values.Add(name, Storage.CleanText.Of(value));
        return this;
    }

    /// <exception cref="FormatException">The cursor is none of ours.</exception>
    public async Task<(IReadOnlyList<T> Rows, string? Next)> PageAsync<T>(Database records, int limit, string? cursor, Func<T, PageCursor> positionOf)
    {
        if (cursor is not null)
        {
            var (behindAt, behindId) = PageCursor.Parse(cursor);
            Where(PageCursor.Behind(at, id), "cursor_at", behindAt).values.Add("cursor_id", Storage.CleanText.Of(behindId));
        }
        values.Add("most", limit + 1);
        var rows = await records.QueryAsync<T>($"{select} WHERE {string.Join(" AND ", conditions)} ORDER BY {at} DESC, {id} DESC LIMIT @most", values);
        return rows.Count > limit ? (rows[..limit], positionOf(rows[limit - 1]).ToString()) : (rows, null);
    }
}
