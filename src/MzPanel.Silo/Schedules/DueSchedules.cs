using System.Globalization;
using System.Text.Json.Nodes;
using MzPanel.Data.Audit;
using MzPanel.Data.Schedules;
using MzPanel.Data.Servers;
using MzPanel.Silo.Http;
using MzPanel.Silo.Jobs;

namespace MzPanel.Silo.Schedules;

/// <summary>
/// Runs what is due: claims the run and the ids of its jobs in one commit, then submits them. What another silo claimed and did not
/// submit, because it died or the records were away, is submitted here.
/// </summary>
internal sealed class DueSchedules(
    ScheduleRecords schedules, ServerRecords servers, OrderRights rights, OrderServers reach, OrderJobs jobs, IEnumerable<IOrderSource> sources, TimeProvider time,
    ILogger<DueSchedules> log)
{
    private const int MostAtOnce = 100;
    private const int MostRounds = 100;
    private const int MostClaims = 500;
    private const int AtOnce = 8;

    /// <summary>How long the silo that claimed a run has to submit its jobs before others do.</summary>
    public static readonly TimeSpan ClaimAge = TimeSpan.FromSeconds(15);

    /// <summary>Does everything that is due. <paramref name="beat"/> says that it goes on.</summary>
    public async Task SweepAsync(Action beat, CancellationToken stopping)
    {
        await SubmitClaimsAsync(beat, stopping);
        var seen = new HashSet<string>();
        for (var round = 0; round < MostRounds && !stopping.IsCancellationRequested; round++)
        {
            var due = await schedules.DueAsync(time.GetUtcNow().ToUnixTimeMilliseconds(), MostAtOnce);
            // One that is due still after it was tried waits for the next sweep.
            var untried = due.Where(row => seen.Add(row.Id)).ToList();
            await EachAsync(untried, row => RunAsync(row, beat, stopping), row => row.Id, beat, stopping);
            if (due.Count < MostAtOnce || untried.Count == 0)
                return;
        }
    }

    private async Task RunAsync(ScheduleRow due, Action beat, CancellationToken stopping)
    {
        var maker = await rights.FindAsync(due);
        var named = await NamedAsync(due, maker);
        var faults = maker is null ? new Dictionary<string, string>() : await reach.FaultsAsync(due, maker, named);
        var run = RunPlan.Of(due, new RunFacts(named, maker, faults, [.. await schedules.BusyAsync(due.Id)]), time.GetUtcNow());
        if (!await schedules.ClaimAsync(due, run, Audit(due, run)))
            return;
        await Parallel.ForEachAsync(run.Jobs, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = stopping }, async (job, _) =>
        {
            beat();
            await SubmitAsync(due, maker!, new ClaimedRun { JobId = job.Job, ScheduleId = due.Id, ServerId = job.Server, DueAt = due.NextRunAt!.Value });
        });
    }

    // A tag goes as far as the scope of who it runs as.
    private async Task<IReadOnlyList<string>> NamedAsync(ScheduleRow due, CallerIdentity? maker)
    {
        if (due.Tag is { } tag)
            return [.. (await servers.TaggedAsync(due.WorkspaceId, tag, OrderServers.Most)).Where(id => maker is null || maker.Scope.HoldsServer(id))];
        return await servers.FindAsync(due.WorkspaceId, due.ServerId!) is null ? [] : [due.ServerId!];
    }

    private async Task SubmitClaimsAsync(Action beat, CancellationToken stopping)
    {
        var before = time.GetUtcNow() - ClaimAge;
        var left = await schedules.ClaimedAsync(before.ToUnixTimeMilliseconds(), MostClaims);
        await EachAsync(left.GroupBy(run => run.ScheduleId), async runs =>
        {
            if (await schedules.FindAsync(runs.Key) is not { } schedule)
                return;
            var maker = await rights.FindAsync(schedule);
            var refusal = maker is null ? "Who it runs as is not there any more." : OrderRights.Refusal(schedule, maker);
            foreach (var run in runs.TakeWhile(_ => !stopping.IsCancellationRequested))
            {
                beat();
                if (refusal is not null)
                    await schedules.RefusedAsync(run, refusal);
                else
                    await SubmitAsync(schedule, maker!, run);
            }
        }, runs => runs.Key, beat, stopping);
    }

    private async Task SubmitAsync(ScheduleRow schedule, CallerIdentity maker, ClaimedRun run)
    {
        var source = sources.FirstOrDefault(source => source.Kind == schedule.Kind);
        var (order, fault) = source is null ? new(schedule, null) : await source.OfAsync(schedule);
        var handed = order is null ? new Handed(false, fault) : await jobs.SubmitAsync(order, maker, run.JobId, run.ServerId);
        if (handed.IsThere)
            await schedules.SubmittedAsync(run);
        else if (handed.Refusal is { } refusal)
            await schedules.RefusedAsync(run, refusal);
    }

    private async Task EachAsync<T>(IEnumerable<T> all, Func<T, Task> work, Func<T, string> idOf, Action beat, CancellationToken stopping) =>
        await Parallel.ForEachAsync(all, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = stopping }, async (one, _) =>
        {
            beat();
            try
            {
                await work(one);
            }
            catch (Exception e) when (!stopping.IsCancellationRequested)
            {
                // The others run all the same, and this one is looked at again in a moment.
                log.ScheduleDidNotRun(e, idOf(one));
            }
        });

    private static AuditEntry Audit(ScheduleRow due, ScheduleRun run) => new()
    {
        WorkspaceId = due.WorkspaceId,
        Actor = AuditActor.System,
        Action = run.NextRunAt is null ? $"{Word(due)}.disable" : $"{Word(due)}.run",
        Subject = (Word(due), due.Id),
        ServerId = due.ServerId,
        Outcome = run.Refused > 0 ? "failed" : "ok",
        RequestId = due.Id,
        Details = new JsonObject
        {
            ["due_at"] = ApiTime.Of(due.NextRunAt!.Value).ToString("O", CultureInfo.InvariantCulture), ["jobs"] = run.Jobs.Count,
            ["skipped"] = run.Skipped, ["refused"] = run.Refused,
        }.ToJsonString(),
    };

    private static string Word(ScheduleRow due) => due.IsPlan ? "plan" : "schedule";
}
