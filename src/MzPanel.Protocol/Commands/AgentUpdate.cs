using System.Text.RegularExpressions;

namespace MzPanel.Protocol.Commands;

/// <summary>Puts another version of the agent in the place of the one that runs.</summary>
public static partial class AgentUpdate
{
    /// <summary>How long the new version may take until the control plane has welcomed it, where nothing else is said.</summary>
    public const int UsualWelcomeS = 120;

    /// <summary>The shortest time it may be given.</summary>
    public const int ShortestWelcomeS = 5;

    /// <summary>The longest.</summary>
    public const int LongestWelcomeS = 3600;

    /// <summary>The kind.</summary>
    public static CommandKind Kind { get; } = new("agent.update", Lane.Mutating, true, CommandKind.Run, CommandKind.UsualTimeoutS,
        "Updates the agent itself; the control plane fills in what is to be installed (POST /v1/servers/{id}/update).", ArgsSchema.Mutating(
            new TextArg("url", "Origin of the agent's own control plane; the programs are beneath /download there.") { Required = true, Form = (Origin(), "must be an origin with https or http") },
            new TextArg("version", "Version of the programs.") { Required = true, MaxBytes = 64, Form = (Number(), "must be a version") },
            new TextArg("manifest", "What the control plane has signed about them: version, SHA-256 and size for each architecture (mz-update+jwt).") { Required = true, MaxBytes = 4096, Form = (Compact(), "must be a compact JWS") },
            new FlagArg("allow_downgrade", "Also to an older version than the one that runs."),
            new NumberArg("welcome_s", "How long the new version may take until the control plane has welcomed it (120).", ShortestWelcomeS, LongestWelcomeS)))
    {
        Changes = "The agent is of another version and has begun anew; commands that run go on. The one before it is kept beside it (mzagent.previous).",
        Undone = "A program that is not what was signed, or does not run, is never put in place; one that the control plane has not welcomed in time gives way to the one before it.",
    };

    [GeneratedRegex(@"^https?://([A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?\z", RegexOptions.CultureInvariant, 5000)]
    private static partial Regex Origin();

    [GeneratedRegex(@"^eyJ[A-Za-z0-9_-]*\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\z", RegexOptions.CultureInvariant, 5000)]
    private static partial Regex Compact();

    [GeneratedRegex(@"^[0-9]+(\.[0-9]+){1,3}([-+][0-9A-Za-z.+-]+)?\z", RegexOptions.CultureInvariant, 5000)]
    private static partial Regex Number();
}
