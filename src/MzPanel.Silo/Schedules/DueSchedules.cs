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
/// submit, because it died or the records were away, is submitted after that.
/// </summary>
internal sealed class DueSchedules(
    ScheduleRecords schedules, ServerRecords servers, OrderRights rights, OrderServers reach, ScheduleClaims claims, ILogger<DueSchedules> log)
{
    private const int MostAtOnce = 100;
    private const int MostRounds = 100;

    /// <summary>How long the silo that claimed a run has to submit its jobs before others do.</summary>
    public static readonly TimeSpan ClaimAge = TimeSpan.FromSeconds(15);

    // So much is no clock that was wrong, only one that was set a little.
    private static readonly TimeSpan Slack = TimeSpan.FromMinutes(1);

    /// <summary>Does everything that is due. <paramref name="beat"/> says that it goes on.</summary>
    public async Task SweepAsync(Action beat, CancellationToken stopping)
    {
        ScheduleRow? last = null;
        for (var round = 0; round < MostRounds && !stopping.IsCancellationRequested; round++)
        {
            var now = await schedules.ClockAsync();
            // One that is due still after it was tried waits for the next sweep, and holds up none that come after it.
            var due = await schedules.DueAsync(now.ToUnixTimeMilliseconds(), MostAtOnce, last);
            await Apart.EachAsync(due, row => RunAsync(row, now, beat, stopping), (e, row) => log.ScheduleDidNotRun(e, row.Id), stopping);
            if (due.Count < MostAtOnce)
                break;
            last = due[^1];
        }
        await RecallAsync(beat, stopping);
        await claims.SubmitOldAsync(beat, stopping);
    }

    private async Task RunAsync(ScheduleRow due, DateTimeOffset now, Action beat, CancellationToken stopping)
    {
        beat();
        var maker = await rights.FindAsync(due);
        var named = await NamedAsync(due, maker);
        var faults = maker is null ? new Dictionary<string, string>() : await reach.FaultsAsync(due, maker, named);
        var refusal = maker is null ? null : rights.Refusal(due, maker);
        var run = ScheduleRule.Of(due, new RunFacts(named, maker, faults, [.. await schedules.BusyAsync(due.Id)], refusal), now);
        if (await schedules.ClaimAsync(due, run, Audit(due, run)) && run.Jobs.Count > 0)
            await claims.SubmitAsync(due, maker!, run, beat, stopping);
    }

    // A tag goes as far as the scope of who it runs as.
    private async Task<IReadOnlyList<string>> NamedAsync(ScheduleRow due, CallerIdentity? maker)
    {
        if (due.Tag is { } tag)
            return await servers.TaggedAsync(due.WorkspaceId, tag, maker?.Scope.OnlyServers, OrderServers.Most);
        return await servers.FindAsync(due.WorkspaceId, due.ServerId!) is null ? [] : [due.ServerId!];
    }

    private async Task RecallAsync(Action beat, CancellationToken stopping)
    {
        var now = await schedules.ClockAsync();
        var ahead = await schedules.AheadAsync(now.ToUnixTimeMilliseconds(), (now + Slack).ToUnixTimeMilliseconds(), MostAtOnce);
        await Apart.EachAsync(ahead, async row =>
        {
            beat();
            if (Timetable.Next(row.Cron, row.TimeZone, now) is { } next)
                await schedules.RecallAsync(row, next);
        }, (e, row) => log.ScheduleDidNotRun(e, row.Id), stopping);
    }

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
