using System.Text.RegularExpressions;

namespace MzPanel.Protocol.Commands;

/// <summary>The name of a service, which no program takes for an option, a pattern or a path.</summary>
public static partial class ServiceName
{
    /// <summary>The argument <c>name</c> of the service kinds.</summary>
    public static TextArg Arg { get; } = new("name", "Service name, with or without .service.")
    {
        Required = true,
        Form = (Pattern(), "must be a service name: letters, digits and @ . _ : \\ -, not starting with -"),
    };

    [GeneratedRegex(@"^[A-Za-z0-9@_][A-Za-z0-9@._:\\-]*\z", RegexOptions.CultureInvariant, 5000)]
    private static partial Regex Pattern();
}
