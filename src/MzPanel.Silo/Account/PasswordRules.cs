using FluentValidation;
using MzPanel.Silo.Http;

namespace MzPanel.Silo.Account;

/// <summary>What a new password must be (security.md): long enough, and nothing that is tried first.</summary>
internal static class PasswordRules
{
    public const int Shortest = 12;
    public const int Longest = 256;

    /// <summary>The cost of looking for known words grows with the square of the length; what is behind this does not make it easier to guess.</summary>
    private const int Judged = 64;

    private const string Common = "is too easy to guess: it is made of common passwords, or of your address";

    public static IRuleBuilderOptions<T, string?> NewPassword<T>(this IRuleBuilder<T, string?> rule) =>
        rule.NotEmpty().MinimumLength(Shortest).MaximumLength(Longest);

    public static IRuleBuilderOptions<T, string?> NewPassword<T>(this IRuleBuilder<T, string?> rule, Func<T, string?> email) =>
        rule.NewPassword().Must((body, password) => !IsCommon(password, email(body))).WithMessage(Common);

    /// <summary>For handlers that learn the address from the records.</summary>
    public static void Check(string field, string password, string email)
    {
        if (IsCommon(password, email))
            throw Faults.Of(field, Common);
    }

    public static bool IsCommon(string? password, string? email) =>
        password is { Length: >= Shortest and <= Longest }
        && Zxcvbn.Zxcvbn.MatchPassword(password[..Math.Min(password.Length, Judged)], Hints(email)).Score == 0;

    private static string[] Hints(string? email) => string.IsNullOrEmpty(email) ? [] : [email, .. email.Split('@', '.').Where(part => part.Length > 2)];
}
