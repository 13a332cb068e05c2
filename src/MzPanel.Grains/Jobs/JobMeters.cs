using System.Diagnostics.Metrics;
using MzPanel.Data;
using MzPanel.Data.Jobs;

namespace MzPanel.Grains.Jobs;

/// <summary>What the queues of this silo's servers count.</summary>
internal sealed class JobMeters
{
    private readonly UpDownCounter<int> waiting;
    private readonly Histogram<double> dispatch;

    public JobMeters(IMeterFactory factory)
    {
        var meter = factory.Create(PanelMeter.Name);
        waiting = meter.CreateUpDownCounter<int>("mzpanel.jobs.waiting", "{job}", "Jobs in the queues of the servers that are awake on this silo");
        dispatch = meter.CreateHistogram<double>("mzpanel.jobs.dispatch", "s", "From an accepted job to its first command handed to the socket, with its time in the queue");
    }

    /// <summary>A queue that had some waiting has others now.</summary>
    public void Waiting(int before, int now)
    {
        if (now != before)
            waiting.Add(now - before);
    }

    public void Dispatched(JobRow job, long now)
    {
        if (job.Attempt == 0)
            dispatch.Record(Math.Max(0, now - job.CreatedAt) / 1000.0);
    }
}
