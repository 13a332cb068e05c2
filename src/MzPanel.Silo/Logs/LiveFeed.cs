using MzPanel.Grains.Jobs;
using MzPanel.Silo.Live;

namespace MzPanel.Silo.Logs;

/// <summary>
/// What the stream has brought for one viewer and the viewer has not taken yet, within 1 MiB. Beyond it the live feed is
/// dropped and the viewer reads the records (delivery.md, "Who waits for whom", 4): whoever publishes never waits here.
/// </summary>
internal sealed class LiveFeed(int maxBytes = 1024 * 1024)
{
    private const int Overhead = 128;
    private readonly Lock gate = new();
    private readonly Queue<JobNews> waiting = new();
    private readonly Signal wake = new();
    private bool dropped;

    /// <summary>Bytes held.</summary>
    public int Bytes { get; private set; }

    public void Offer(JobNews news)
    {
        lock (gate)
        {
            if (Bytes + Size(news) > maxBytes)
                Drop();
            else
                Hold(news);
        }
        wake.Set();
    }

    public bool TryTake(out JobNews news)
    {
        lock (gate)
        {
            if (!waiting.TryDequeue(out news!))
                return false;
            Bytes -= Size(news);
            return true;
        }
    }

    /// <summary>Whether something was dropped since this was asked last.</summary>
    public bool TakeDropped()
    {
        lock (gate)
            return dropped && !(dropped = false);
    }

    /// <summary>Waits for news, for the time to be over, or for the end.</summary>
    public Task WaitAsync(TimeSpan limit, TimeProvider time, CancellationToken ct) => wake.WaitAsync(limit, time, ct);

    private static int Size(JobNews news) => Overhead + (news.Bytes?.Length ?? 0);

    private void Hold(JobNews news)
    {
        waiting.Enqueue(news);
        Bytes += Size(news);
    }

    private void Drop()
    {
        waiting.Clear();
        Bytes = 0;
        dropped = true;
    }
}
