using MzPanel.Data;
using MzPanel.Data.Schedules;
using MzPanel.Silo.Http;

namespace MzPanel.Silo.Schedules;

/// <summary>What is known when a schedule is due.</summary>
/// <param name="Servers">The servers it names now.</param>
/// <param name="Maker">Who it runs as; nobody where that is over.</param>
/// <param name="Faults">Why servers cannot be asked.</param>
/// <param name="Busy">Servers whose job of an earlier run has not ended.</param>
/// <param name="Refusal">Why the maker may not ask for it on any server.</param>
internal sealed record RunFacts(
    IReadOnlyList<string> Servers, CallerIdentity? Maker, IReadOnlyDictionary<string, string> Faults, IReadOnlyCollection<string> Busy, string? Refusal = null);

/// <summary>What a run of a schedule is: the decision, without a wait.</summary>
internal static class ScheduleRule
{
    private const string MakerGone = "Who it runs as is no member of the workspace any more, or the token is over. Whoever changes the schedule takes it over.";

    /// <summary>However many due times were missed, this is one run, and the next one lies ahead.</summary>
    public static ScheduleRun Of(ScheduleRow due, RunFacts facts, DateTimeOffset now)
    {
        if (facts.Maker is null)
            return new ScheduleRun { Jobs = [], Refused = facts.Servers.Count, Message = MakerGone };
        if (ServerGone(due, facts) is { } gone)
            return new ScheduleRun { Jobs = [], Refused = 1, Message = gone };
        // Where the clock was set back since somebody found it due, the same time would come once more.
        var next = Timetable.Next(due.Cron, due.TimeZone, Later(now, ApiTime.Of(due.NextRunAt)));
        var run = facts.Refusal is { } refusal
            ? new ScheduleRun { Jobs = [], Refused = facts.Servers.Count, Message = refusal } : Allowed(due, facts);
        return run with { NextRunAt = next, Message = next is null ? $"It is due no more: {due.Cron} in {due.TimeZone} names no further time." : run.Message };
    }

    private static DateTimeOffset Later(DateTimeOffset now, DateTimeOffset? due) => due > now ? due.Value : now;

    private static ScheduleRun Allowed(ScheduleRow due, RunFacts facts)
    {
        var free = facts.Servers.Where(server => !facts.Faults.ContainsKey(server)).ToList();
        var asked = due.Overlap == ScheduleOverlap.Skip ? free.Where(server => !facts.Busy.Contains(server)).ToList() : free;
        return new ScheduleRun
        {
            Jobs = [.. asked.Select(server => new ServerJob(server, RecordId.New("job")))],
            Skipped = free.Count - asked.Count,
            Refused = facts.Servers.Count - free.Count,
            Message = facts.Servers.Where(facts.Faults.ContainsKey).Select(server => facts.Faults[server]).FirstOrDefault(),
        };
    }

    // A server that was removed does not come back.
    private static string? ServerGone(ScheduleRow due, RunFacts facts) =>
        due.ServerId is not null && facts.Servers.Count == 0 ? "The server was removed." : null;
}
