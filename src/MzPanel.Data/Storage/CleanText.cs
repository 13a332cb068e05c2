using System.Text;

namespace MzPanel.Data.Storage;

/// <summary>
/// PostgreSQL's text takes neither NUL nor half a surrogate pair. Both become U+FFFD on the way into either database, for
/// values and for what is searched alike, so that nothing an agent or a caller sends can make a statement fail. Where such
/// characters must survive, the column holds JSON (which escapes them) or bytes.
/// </summary>
internal static class CleanText
{
    public static string Of(string text)
    {
        if (!text.Contains('\0') && text.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF') < 0)
            return text;
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
            clean.Append(rune.Value == 0 ? Rune.ReplacementChar.ToString() : rune.ToString());
        return clean.ToString();
    }

    /// <summary>For <c>IN @list</c>: the elements of a list do not pass through <see cref="TextParameters"/>.</summary>
    public static string[] All(IEnumerable<string> texts) => [.. texts.Select(Of)];
}
