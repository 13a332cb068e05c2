using System.Text.RegularExpressions;

namespace MzPanel.Protocol.Commands;

/// <summary>Arguments that several cron kinds share.</summary>
public static partial class CronArgs
{
    /// <summary>What becomes of a change that fails.</summary>
    public const string Undone = "The entry is as it was before, or not there.";

    private const int LongestRunS = 86_400;

    /// <summary>Name of an entry of ours on its VPS.</summary>
    public static TextArg Entry { get; } = new("entry", "Name of the entry, one of its own on the VPS.")
    {
        Required = true,
        MaxBytes = 40,
        Form = (Name(), "must be lower-case letters, digits and - between them"),
    };

    /// <summary>When it runs.</summary>
    public static TextArg Schedule { get; } = CronSchedule.Arg("schedule", "When it runs, by the clock of the VPS: five fields as in a crontab, or a word such as @daily.") with { Required = true };

    /// <summary>What runs.</summary>
    public static TextArg Command { get; } = new("command", "Command line for /bin/sh -c.") { Required = true, MaxBytes = 8 * 1024, MultiLine = true };

    /// <summary>How long it may run.</summary>
    public static NumberArg RunS { get; } = new("limit_s", "Seconds after which a run is ended, 3,600 where absent.", 1, LongestRunS);

    /// <summary>Whether that is the name of an entry.</summary>
    public static bool IsEntry(string text) => Entry.Check(text) is null;

    [GeneratedRegex(@"^[a-z0-9]+(-[a-z0-9]+)*\z", RegexOptions.CultureInvariant, 5000)]
    private static partial Regex Name();
}
