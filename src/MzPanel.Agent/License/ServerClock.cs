namespace MzPanel.Agent.License;

/// <summary>
/// The control plane's clock: its word at the last <c>welcome</c> plus monotonic time since. The VPS's own clock judges nothing,
/// because whoever owns the VPS may set it, and because it may simply be wrong.
/// </summary>
internal sealed class ServerClock(TimeProvider time)
{
    private readonly Lock gate = new();
    private DateTimeOffset? word;
    private long heard;

    /// <summary>Now, or <see langword="null"/> before the first <c>welcome</c> of this process.</summary>
    public DateTimeOffset? Now
    {
        get
        {
            lock (gate)
                return word + time.GetElapsedTime(heard);
        }
    }

    public void Set(long unixMs)
    {
        lock (gate)
            (word, heard) = (DateTimeOffset.FromUnixTimeMilliseconds(unixMs), time.GetTimestamp());
    }
}
