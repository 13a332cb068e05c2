using System.Text.RegularExpressions;

namespace MzPanel.Protocol.Commands;

/// <summary>An e-mail address as programs take it: no quoting, no comments, no other scripts.</summary>
public static partial class EmailAddress
{
    private const int Longest = 254;

    /// <summary>An argument that holds one.</summary>
    public static TextArg Arg(string name, string description) => new(name, description)
    {
        MaxBytes = Longest,
        Form = (Pattern(), "must be an e-mail address"),
    };

    [GeneratedRegex(
        @"^[A-Za-z0-9_][A-Za-z0-9._%+-]{0,63}@([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\z",
        RegexOptions.CultureInvariant, 5000)]
    private static partial Regex Pattern();
}
