using System.Text.RegularExpressions;

namespace MzPanel.Protocol.Commands;

/// <summary>The name of a Debian package, with <c>:arch</c> where it is foreign to the VPS.</summary>
public static partial class PackageName
{
    /// <summary>An argument that holds one.</summary>
    public static TextArg Arg(string name, string description) => new(name, description)
    {
        Form = (Pattern(), "must be a package name: lower-case letters, digits and + . -, not starting or ending with - or ."),
    };

    // A name that ends in - would ask apt to remove the package.
    [GeneratedRegex(@"^[a-z0-9][a-z0-9+.-]*[a-z0-9+](:[a-z0-9]+)?\z", RegexOptions.CultureInvariant, 5000)]
    private static partial Regex Pattern();
}
