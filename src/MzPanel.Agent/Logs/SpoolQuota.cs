namespace MzPanel.Agent.Logs;

/// <summary>
/// Keeps the spool within its bounds (delivery.md, "Logs"): the oldest of the middle goes; the first segment (1 MiB) and the
/// newest of each command stay.
/// </summary>
internal sealed record SpoolQuota(long PerCommand, long InAll)
{
    public static SpoolQuota Default { get; } = new(64L * 1024 * 1024, 512L * 1024 * 1024);

    /// <summary>Makes room for another segment of a command whose directory lies beside those of all the others.</summary>
    public void Enforce(string directory, long room)
    {
        Shrink(SpoolSegment.List(directory), PerCommand - room);
        var jobs = Path.GetDirectoryName(directory)!;
        Shrink([.. Directory.EnumerateDirectories(jobs).SelectMany(SpoolSegment.List)], InAll - room);
    }

    private static void Shrink(IReadOnlyList<SpoolSegment> segments, long target)
    {
        var total = segments.Sum(s => s.Length);
        foreach (var segment in total > target ? Middle(segments) : [])
        {
            if (total <= target)
                return;
            segment.Delete();
            total -= segment.Length;
        }
    }

    // Where so many commands wait that even this is too much, the first segments go too. The newest never does: it carries the number.
    private static IEnumerable<SpoolSegment> Middle(IReadOnlyList<SpoolSegment> segments) => segments
        .GroupBy(s => Path.GetDirectoryName(s.Path))
        .SelectMany(command => command.OrderBy(s => s.First).SkipLast(1))
        .OrderBy(s => s.First == 1).ThenBy(s => s.WrittenAt).ThenBy(s => s.First);
}
