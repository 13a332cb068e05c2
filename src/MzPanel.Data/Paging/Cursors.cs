namespace MzPanel.Data.Paging;

/// <summary>What callers may know about the cursors of lists.</summary>
public static class Cursors
{
    /// <summary>Whether a list takes it; a list given another one throws <see cref="FormatException"/>.</summary>
    public static bool IsValid(string cursor) => PageCursor.TryParse(cursor, out _);
}
