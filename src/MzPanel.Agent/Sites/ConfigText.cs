namespace MzPanel.Agent.Sites;

/// <summary>
/// The one way by which a value comes into the configuration of another program. What is not on the list is refused, whatever
/// was checked before: nginx and PHP both give quotes, <c>$</c>, <c>;</c>, braces and line breaks a meaning.
/// </summary>
internal static class ConfigText
{
    public static string Value(string text) => text.Length > 0 && text.All(IsPlain) ? text
        : throw new SiteException("bad_args", "A value holds characters that no configuration file may hold.");

    private static bool IsPlain(char c) => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' or '/' or ':' or '[' or ']';
}
