using System.Text.RegularExpressions;

namespace MzPanel.Protocol.Commands;

/// <summary>The free shell: the only kind that meets one, refused unless the VPS's own policy allows it.</summary>
public static partial class ShellRun
{
    /// <summary>As whom.</summary>
    public static TextArg As { get; } = new("user", "Unix user to run as; root where absent.") { MaxBytes = 32, Form = (User(), "must be a Unix user name") };

    /// <summary>The kind.</summary>
    public static CommandKind Kind { get; } = new("shell.run", Lane.Mutating, false, CommandKind.Shell, CommandKind.UsualTimeoutS,
        "Runs a command line with /bin/sh on the VPS.", ArgsSchema.Mutating(
            new TextArg("command", "Command line for /bin/sh -c.") { Required = true, MaxBytes = 8 * 1024, MultiLine = true },
            As,
            new TextArg("cwd", "Working directory.") { MaxBytes = 4096, Form = (AbsolutePath(), "must be an absolute path") },
            new MapArg("env", "Environment variables.",
                new TextArg("name", "") { MaxBytes = 128, Form = (Variable(), "is not a variable name") },
                new TextArg("value", "") { MaxBytes = 8 * 1024, MultiLine = true, MayBeEmpty = true }) { Secret = true }))
    {
        Changes = "Whatever the command line does.",
        Undone = "Not undone: nobody but its author knows what it did.",
    };

    [GeneratedRegex(@"^[a-z_][a-z0-9_-]*\z", RegexOptions.CultureInvariant, 5000)]
    private static partial Regex User();

    [GeneratedRegex("^/", RegexOptions.CultureInvariant, 5000)]
    private static partial Regex AbsolutePath();

    [GeneratedRegex(@"^[A-Za-z_][A-Za-z0-9_]*\z", RegexOptions.CultureInvariant, 5000)]
    private static partial Regex Variable();
}
