using FluentValidation;

namespace MzPanel.Silo.Http;

/// <summary>Rules that fields of several rooms share.</summary>
internal static class TextRules
{
    private const int LongestEmail = 254;

    /// <summary>A line that people read: there, not blank, not too long, nothing invisible.</summary>
    public static IRuleBuilderOptions<T, string?> Line<T>(this IRuleBuilder<T, string?> rule, int longest) =>
        rule.NotEmpty().MaximumLength(longest).Must(text => text is null || !text.Any(char.IsControl)).WithMessage("must not hold control characters");

    /// <summary>Something a token may be: there, and not absurdly long.</summary>
    public static IRuleBuilderOptions<T, string?> Secret<T>(this IRuleBuilder<T, string?> rule, int longest) =>
        rule.NotEmpty().MaximumLength(longest);

    public static IRuleBuilderOptions<T, string?> Email<T>(this IRuleBuilder<T, string?> rule) =>
        rule.NotEmpty().MaximumLength(LongestEmail).Must(IsEmail).WithMessage("must be an e-mail address");

    private static bool IsEmail(string? text)
    {
        if (string.IsNullOrEmpty(text) || text.Any(c => char.IsControl(c) || char.IsWhiteSpace(c)))
            return false;
        var at = text.IndexOf('@');
        return at > 0 && at == text.LastIndexOf('@') && at < text.Length - 1;
    }
}
