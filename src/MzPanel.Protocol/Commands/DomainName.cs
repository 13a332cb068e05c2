using System.Text.RegularExpressions;

namespace MzPanel.Protocol.Commands;

/// <summary>A host name of the internet as a site has it: lower case, at least two labels, other scripts as <c>xn--</c>, no address.</summary>
public static partial class DomainName
{
    private const int Longest = 253;

    /// <summary>An argument that holds one.</summary>
    public static TextArg Arg(string name, string description) => new(name, description)
    {
        MaxBytes = Longest,
        Form = (Pattern(), "must be a domain name in lower case, such as www.example.org"),
    };

    // The last label begins with a letter, so that no IPv4 address fits.
    [GeneratedRegex(@"^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?\z", RegexOptions.CultureInvariant, 5000)]
    private static partial Regex Pattern();
}
