namespace MzPanel.Data.Storage;

/// <summary>Values reduced to the three kinds that both databases store: text, 64-bit integer, bytes.</summary>
internal static class Parameter
{
    public static object? Plain(object? value) => value switch
    {
        null or long or byte[] => value,
        string text => CleanText.Of(text),
        int number => (long)number,
        bool flag => flag ? 1L : 0L,
        _ => throw new ArgumentException($"A parameter cannot be a {value.GetType()}.", nameof(value)),
    };
}
