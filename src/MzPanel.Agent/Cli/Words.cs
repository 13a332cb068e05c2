namespace MzPanel.Agent.Cli;

/// <summary>
/// The words of a command line, as the library that reads them takes them: it knows no <c>--name=value</c>, lets the last of two win, and passes
/// over what stands behind <c>--</c>.
/// </summary>
internal sealed class Words
{
    private const string End = "--";

    public Words(string[] args)
    {
        var end = Array.IndexOf(args, End) is >= 0 and var at ? at : args.Length;
        Said = [.. args[..end].SelectMany(Apart)];
        Program = end < args.Length ? args[(end + 1)..] : [];
    }

    public string[] Said { get; }

    /// <summary>What stands behind <c>--</c>.</summary>
    public string[] Program { get; }

    /// <summary>Whether help is asked for, or the version: nothing is done then.</summary>
    public bool IsQuestion => Array.Exists(Said, w => w is "--help" or "-h") || Said is [.., "--version"];

    public string? SaidTwice
    {
        get
        {
            var said = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
            return Array.Find(Said, w => w.StartsWith(End, StringComparison.Ordinal) && !said.Add(w));
        }
    }

    private static string[] Apart(string word) => word.StartsWith(End, StringComparison.Ordinal) && word.IndexOf('=', StringComparison.Ordinal) is > 2 and var at
        ? [word[..at], word[(at + 1)..]] : [word];
}
