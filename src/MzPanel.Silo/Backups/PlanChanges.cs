using System.Text.Json;
using MzPanel.Data;
using MzPanel.Data.Backups;
using MzPanel.Data.Schedules;
using MzPanel.Protocol.Commands;
using MzPanel.Silo.Http;
using MzPanel.Silo.Jobs;
using MzPanel.Silo.Schedules;
using MzPanel.Silo.Servers;

namespace MzPanel.Silo.Backups;

/// <summary>What people make of plans. As with other schedules, a plan runs as whoever made it or changed what it does.</summary>
internal sealed class PlanChanges(
    PlanReach reach, PlanRecords records, DestinationRecords destinations, PlanArgs args, ServerReach servers, AgentKinds kinds, OffsiteTier tier)
{
    private const string UsualZone = "UTC";
    private static readonly PlanFields Nothing = new PlanChange();

    /// <summary>The row of a plan that is asked for; refuses naming every field at fault.</summary>
    public async Task<PlanRow> NewAsync(NewPlan asked, CallerIdentity caller)
    {
        var server = await servers.FindAsync(caller, asked.ServerId!);
        await kinds.RequireAsync(BackupRun.Kind, server.Id);
        var now = await records.ClockAsync();
        var terms = new PlanTerms { Kind = asked.Kind!, Retention = asked.Retention! };
        var clock = new ScheduleRow
        {
            Id = RecordId.New("plan"), WorkspaceId = caller.WorkspaceId, Name = asked.Kind == BackupArgs.Full ? "Full backup" : "Backup of databases", ServerId = server.Id,
            Kind = BackupRun.Kind.Name, Args = terms.Json, Cron = "", TimeZone = UsualZone, Overlap = ScheduleOverlap.Skip, Enabled = true, UserId = "", CallerName = "",
            CreatedAt = now.ToUnixTimeMilliseconds(),
        };
        return await OfAsync(new PlanRow(clock, []), asked, caller, now);
    }

    public async Task<PlanRow> ApplyAsync(string id, PlanFields asked, CallerIdentity caller, HttpContext context)
    {
        await RaceAsync(id, caller, context, async before => asked == Nothing || await records.UpdateAsync(
            before, IsHarmless(asked) ? Harmless(before, asked) : await OfAsync(before, asked, caller, await records.ClockAsync()), caller.Audit("plan.update", "plan", id)));
        return await reach.FindAsync(caller, id);
    }

    public Task DeleteAsync(string id, CallerIdentity caller, HttpContext context) =>
        RaceAsync(id, caller, context, before => records.DeleteAsync(before, caller.Audit("plan.delete", "plan", id) with { ServerId = before.ServerId }));

    private Task RaceAsync(string id, CallerIdentity caller, HttpContext context, Func<PlanRow, Task<bool>> write) =>
        VersionRace.RunAsync(context, () => reach.FindAsync(caller, id), plan => plan.Clock.Version, write, "plan");

    // To call it otherwise or to switch it off leaves it with whom it runs as.
    private static bool IsHarmless(PlanFields asked) => asked is
    {
        Kind: null, Schedule: null, TimeZone: null, Retention: null, DestinationIds: null, Databases: null, Paths: null, Exclude: null, Enabled: null or false,
    };

    private static PlanRow Harmless(PlanRow before, PlanFields asked) => before with
    {
        Clock = before.Clock with
        {
            Name = asked.Name ?? before.Clock.Name, Enabled = asked.Enabled ?? before.Clock.Enabled, NextRunAt = asked.Enabled is false ? null : before.Clock.NextRunAt,
        },
    };

    private async Task<PlanRow> OfAsync(PlanRow before, PlanFields asked, CallerIdentity caller, DateTimeOffset now)
    {
        var clock = before.Clock with
        {
            Name = asked.Name ?? before.Clock.Name,
            Args = PlanTerms.Of(before).With(asked).Json,
            Cron = asked.Schedule ?? before.Clock.Cron,
            TimeZone = asked.TimeZone ?? before.Clock.TimeZone,
            Enabled = asked.Enabled ?? before.Clock.Enabled,
            UserId = caller.UserId,
            TokenId = caller.TokenId,
            CallerName = caller.Name,
        };
        var after = new PlanRow(clock with { NextRunAt = Timetable.Next(before.Clock, clock, now, "schedule") }, asked.DestinationIds is null ? before.Destinations : [.. asked.DestinationIds.OfType<string>()]);
        PlanArgs.Check(BackupRun.Kind, JsonSerializer.SerializeToElement(await args.OfRunAsync(after)));
        if (asked.DestinationIds is not null)
            tier.Require(caller, (await destinations.FindAsync(caller.WorkspaceId, after.Destinations)).Select(row => row.Type));
        return after;
    }
}
