namespace MzPanel.Grains.Jobs;

/// <summary>
/// How much of a job's log is worth carrying to who watches: what a person can follow. A flood would cost the silo that takes it in
/// more than to store it does, and is read from the records instead.
/// </summary>
internal sealed class NewsPace(TimeProvider time)
{
    /// <summary>Most bytes of lines in one window.</summary>
    public const int MostBytes = 16 * 1024;

    /// <summary>How long a window lasts, and how long who watches may wait to be told to read.</summary>
    public static TimeSpan Window { get; } = TimeSpan.FromMilliseconds(50);

    private long opened = time.GetTimestamp();
    private int spent;

    /// <summary>Whether lines of that size still fit into the window.</summary>
    public bool TryTake(int bytes)
    {
        if (time.GetElapsedTime(opened) >= Window)
            (opened, spent) = (time.GetTimestamp(), 0);
        if (spent + bytes > MostBytes)
            return false;
        spent += bytes;
        return true;
    }
}
