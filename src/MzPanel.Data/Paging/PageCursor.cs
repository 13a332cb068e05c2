using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace MzPanel.Data.Paging;

/// <summary>Where a list goes on: behind the row of a time and an id. Opaque to callers.</summary>
internal readonly record struct PageCursor(long At, string Id)
{
    /// <summary>Condition of a query that lists the newest first; its parameters are <see cref="At"/> and <see cref="Id"/>.</summary>
    public static string Behind(string at, string id) => $"({at}, {id}) < (@cursor_at, @cursor_id)";

    public override string ToString() => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{At}.{Id}")));

    public static bool TryParse(string text, out PageCursor cursor)
    {
        cursor = default;
        if (!Base64Url.IsValid(text))
            return false;
        var parts = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text)).Split('.', 2);
        if (parts.Length < 2 || !long.TryParse(parts[0], CultureInfo.InvariantCulture, out var at))
            return false;
        cursor = new PageCursor(at, parts[1]);
        return true;
    }

    /// <exception cref="FormatException">It is no cursor of ours.</exception>
    public static PageCursor Parse(string text) => TryParse(text, out var cursor) ? cursor : throw new FormatException("This is no cursor.");
}
