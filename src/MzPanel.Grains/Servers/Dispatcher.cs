using MzPanel.Data.Jobs;
using MzPanel.Grains.Jobs;

namespace MzPanel.Grains.Servers;

/// <summary>Starts what the queue lets start: has the job's grain move it to <c>offered</c>, then hands the frame to the link.</summary>
internal sealed class Dispatcher(string serverId, JobRecords records, IGrainFactory grains, JobMeters meters, FreshJobs fresh, TimeProvider time)
{
    private readonly Resends resends = new();

    public JobQueue Queue { get; } = new();

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>When something is due.</summary>
    public long? WakeAt => Earlier(Queue.WakeAt(Now), resends.WakeAt);

    public async Task ReloadAsync() => Queue.Reset(await records.UnsettledAsync(serverId));

    /// <summary>A job changed: takes what its grain wrote where that stands beside, else reads it again.</summary>
    public Task HeardAsync(string jobId)
    {
        // One that waits again is read: only the records gave it its place.
        if (fresh.Take(jobId) is not { Status: not JobStatus.Queued } row)
            return RefreshAsync(jobId);
        Take(jobId, row);
        return Task.CompletedTask;
    }

    /// <summary>Reads one job again.</summary>
    public async Task RefreshAsync(string jobId) => Take(jobId, await records.FindAsync(jobId));

    /// <summary>Has the job's grain write it. One that may start at once is offered in the same commit, and its frame leaves.</summary>
    /// <returns>What became of it, and whether it is on its way.</returns>
    public async Task<(SubmitReply Reply, bool Started)> SubmitAsync(NewJob job, int maxQueued, ServerLink? link, bool journal)
    {
        var now = Now;
        var terms = link is { Welcomed: true } && Queue.SlotAtOnce(job.Mutating) is { } slot ? new OfferTerms(link.Epoch, slot, link.Home) : null;
        var made = await grains.GetGrain<IJobGrain>(job.Id).Create(job, maxQueued, terms);
        if (made.Offer is not { Frame: { } frame } offer)
            return (made.Reply, false);
        await SendAsync(JobRows.Of(job), offer.CommandId!, terms!, now, frame, link!, journal);
        return (made.Reply, true);
    }

    /// <summary>Offers what may start.</summary>
    /// <returns><see langword="false"/> where the records refuse what their own picture lets start.</returns>
    public async Task<bool> StartAsync(ServerLink? link, bool journal)
    {
        for (var now = Now; link is { Welcomed: true } && Queue.Next(now) is var (job, slot); now = Now)
        {
            var terms = new OfferTerms(link.Epoch, slot, link.Home);
            var offer = await grains.GetGrain<IJobGrain>(job.Id).Offer(terms);
            if (offer.Frame is not { } frame)
            {
                await ReloadAsync();
                // The records gave the same picture: something else holds it, the period looks again.
                if (Queue.Next(Now) is var (same, _) && same.Id == job.Id)
                    return false;
                continue;
            }
            await SendAsync(job, offer.CommandId!, terms, now, frame, link, journal);
        }
        return true;
    }

    /// <summary>Sends commands again that a journal makes safe to send again.</summary>
    public async Task ResendAsync(ServerLink? link, IEnumerable<string> jobIds, bool journal)
    {
        foreach (var jobId in jobIds)
        {
            if (link is not { Welcomed: true } || !journal)
                return;
            if ((await grains.GetGrain<IJobGrain>(jobId).OfferAgain(link.Epoch)).Frame is { } frame)
                await link.Send(frame);
            else
                await RefreshAsync(jobId);
        }
    }

    public Task ResendDueAsync(ServerLink? link, bool journal)
    {
        if (link is { Welcomed: true } && journal)
            resends.Follow(Queue.Jobs.Where(j => j.Status == JobStatus.Offered).Select(j => j.Id), Now);
        return ResendAsync(link, resends.Due(Now), journal);
    }

    /// <summary>Commands to be sent again after a welcome wait for their answer like new ones.</summary>
    public void Expect(string jobId) => resends.Sent(jobId, Now);

    public void LinkLost() => resends.Clear();

    private void Take(string jobId, JobRow? row)
    {
        if (row is null || row.ServerId != serverId)
        {
            Queue.Remove(jobId);
            return;
        }
        Queue.Put(row);
        if (row.Status != JobStatus.Offered)
            resends.Answered(jobId);
    }

    private async Task SendAsync(JobRow job, string commandId, OfferTerms terms, long now, byte[] frame, ServerLink link, bool journal)
    {
        Queue.Put(JobLifecycle.Offer(job, commandId, terms, now)! with { Version = job.Version + 1 });
        await link.Send(frame);
        meters.Dispatched(job, Now);
        if (journal)
            resends.Sent(job.Id, Now);
    }

    private static long? Earlier(long? a, long? b) => a is null ? b : b is null ? a : Math.Min(a.Value, b.Value);
}
