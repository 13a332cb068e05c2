using MzPanel.Data.Schedules;
using MzPanel.Silo.Http;
using MzPanel.Silo.Jobs;

namespace MzPanel.Silo.Schedules;

/// <summary>
/// Submits the jobs of runs that were claimed, for as long as the schedule is what they were claimed for and who it runs as may ask
/// for them. A claim that is not submitted ends as refused.
/// </summary>
internal sealed class ScheduleClaims(
    ScheduleRecords schedules, OrderRights rights, OrderServers reach, OrderJobs jobs, IEnumerable<IOrderSource> sources, ILogger<ScheduleClaims> log)
{
    private const int MostClaims = 500;
    private const int Slice = 16;

    /// <summary>Submits what was claimed a moment ago, a few at a time, and stops when somebody changes or deletes the schedule.</summary>
    public async Task SubmitAsync(ScheduleRow due, CallerIdentity maker, ScheduleRun run, Action beat, CancellationToken stopping)
    {
        var claims = run.Jobs.Select(job => new ClaimedRun { JobId = job.Job, ScheduleId = due.Id, ServerId = job.Server, DueAt = due.NextRunAt!.Value });
        var isFirst = true;
        foreach (var slice in claims.Chunk(Slice))
        {
            if (!isFirst && !await schedules.HoldAsync(due.Id, run.VersionAfter(due), slice))
                return;
            isFirst = false;
            await EachAsync(due, slice, claim => SubmitAsync(due, maker, claim), beat, stopping);
        }
    }

    /// <summary>Submits what others claimed and did not submit, or says why it will never be.</summary>
    public async Task SubmitOldAsync(Action beat, CancellationToken stopping)
    {
        var now = await schedules.ClockAsync();
        var left = await schedules.ClaimedAsync(
            (now - DueSchedules.ClaimAge).ToUnixTimeMilliseconds(), MostClaims, ahead: (now + DueSchedules.ClaimAge).ToUnixTimeMilliseconds());
        await Apart.EachAsync(
            left.GroupBy(claim => claim.ScheduleId).SelectMany(claims => claims.Chunk(Slice)),
            slice => ResumeAsync(slice, now, beat, stopping), (e, slice) => log.ScheduleDidNotRun(e, slice[0].ScheduleId), stopping);
    }

    // Hours may have passed since the claim: everything is looked at once more.
    private async Task ResumeAsync(ClaimedRun[] slice, DateTimeOffset now, Action beat, CancellationToken stopping)
    {
        if (await schedules.FindAsync(slice[0].ScheduleId) is not { } schedule)
            return;
        var maker = await rights.FindAsync(schedule);
        var refusal = maker is null ? "Who it runs as is not there any more." : rights.Refusal(schedule, maker);
        var faults = maker is null ? new Dictionary<string, string>() : await reach.FaultsAsync(schedule, maker, [.. slice.Select(claim => claim.ServerId).Distinct()]);
        await EachAsync(schedule, slice, async claim =>
        {
            if ((refusal ?? Fault(schedule, claim, now) ?? faults.GetValueOrDefault(claim.ServerId)) is { } why)
                await schedules.RefusedAsync(claim, why);
            else
                await SubmitAsync(schedule, maker!, claim);
        }, beat, stopping);
    }

    private string? Fault(ScheduleRow schedule, ClaimedRun claim, DateTimeOffset now)
    {
        if (claim.Version is { } version && version != schedule.Version)
            return "The schedule was changed before its jobs were submitted.";
        return now - ApiTime.Of(claim.ClaimedAt) > jobs.TtlOf(schedule) ? "The job could not be submitted in time." : null;
    }

    private async Task SubmitAsync(ScheduleRow schedule, CallerIdentity maker, ClaimedRun claim)
    {
        var source = sources.FirstOrDefault(source => source.Kind == schedule.Kind);
        var (order, fault) = source is null ? new(schedule, null) : await source.OfAsync(schedule);
        var handed = order is null ? new Handed(false, fault) : await jobs.SubmitAsync(order, maker, claim.JobId, claim.ServerId);
        if (handed.IsThere)
            await schedules.SubmittedAsync(claim);
        else if (handed.Refusal is { } refusal)
            await schedules.RefusedAsync(claim, refusal);
    }

    private Task EachAsync(ScheduleRow schedule, IEnumerable<ClaimedRun> claims, Func<ClaimedRun, Task> work, Action beat, CancellationToken stopping) =>
        Apart.EachAsync(claims, claim =>
        {
            beat();
            return work(claim);
        }, (e, _) => log.ScheduleDidNotRun(e, schedule.Id), stopping);
}
