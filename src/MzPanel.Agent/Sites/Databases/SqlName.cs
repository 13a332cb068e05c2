namespace MzPanel.Agent.Sites.Databases;

/// <summary>The one way of a value into a statement, between quotes: it holds nothing that ends them, and no program takes it for an option.</summary>
internal static class SqlName
{
    public static string Of(string text) => text.Length > 0 && text[0] != '-' && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-') ? text
        : throw new SiteException("bad_args", "A name holds characters that no statement may hold.");
}
