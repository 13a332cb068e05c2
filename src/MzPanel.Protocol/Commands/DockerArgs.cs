using System.Text.RegularExpressions;

namespace MzPanel.Protocol.Commands;

/// <summary>Arguments that the Docker kinds share.</summary>
public static partial class DockerArgs
{
    private const int LongestFile = 14 * 1024;

    /// <summary>A stack, by the name of its project.</summary>
    public static TextArg Stack { get; } = new("stack", "Name of the stack.")
    {
        Required = true,
        MaxBytes = 63,
        Form = (Project(), "must begin with a lower-case letter or digit, and hold lower-case letters, digits, _ and - only"),
    };

    /// <summary>A stack that somebody keeps by hand.</summary>
    public static TextArg Directory { get; } = new("directory", "Existing directory that holds the stack's compose file; where absent the file is the one that docker.up was given.")
    {
        MaxBytes = 4096,
        Form = (AbsolutePath(), "must be an absolute path"),
    };

    /// <summary>What a stack is.</summary>
    public static TextArg Compose { get; } = new("compose", "The compose file; the one from before where absent.") { MaxBytes = LongestFile, MultiLine = true, Secret = true };

    [GeneratedRegex(@"^[a-z0-9][a-z0-9_-]*\z", RegexOptions.CultureInvariant, 5000)]
    private static partial Regex Project();

    [GeneratedRegex("^/", RegexOptions.CultureInvariant, 5000)]
    private static partial Regex AbsolutePath();
}
