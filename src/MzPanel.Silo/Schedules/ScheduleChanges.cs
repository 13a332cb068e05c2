using MzPanel.Data;
using MzPanel.Data.Schedules;
using MzPanel.Data.Servers;
using MzPanel.Grains.Refusals;
using MzPanel.Protocol.Commands;
using MzPanel.Silo.Http;
using MzPanel.Silo.Jobs;
using MzPanel.Silo.Servers;

namespace MzPanel.Silo.Schedules;

/// <summary>
/// What people make of schedules. Who makes one, or changes what it runs or when, needs what a job of that kind on those servers
/// needs, and it runs as that member from then on: nobody can change what runs with the rights of somebody else.
/// </summary>
internal sealed class ScheduleChanges(
    ScheduleReach reach, ScheduleRecords records, ServerReach servers, ServerRecords all, OrderCheck check, OrderArgs orders)
{
    private const string UsualZone = "UTC";
    private static readonly ScheduleFields Nothing = new ScheduleChange();

    /// <summary>The row of a schedule that is asked for; refuses naming every field at fault.</summary>
    public async Task<ScheduleRow> NewAsync(ScheduleFields asked, CallerIdentity caller)
    {
        var now = await records.ClockAsync();
        var blank = new ScheduleRow
        {
            Id = RecordId.New("sch"), WorkspaceId = caller.WorkspaceId, Name = "", Kind = "", Args = "{}", Cron = "", TimeZone = UsualZone,
            Overlap = ScheduleOverlap.Skip, Enabled = true, UserId = "", CallerName = "", CreatedAt = now.ToUnixTimeMilliseconds(),
        };
        return await OfAsync(blank, asked, caller, now);
    }

    public async Task<ScheduleRow> ApplyAsync(string id, ScheduleFields asked, CallerIdentity caller, HttpContext context)
    {
        await RaceAsync(id, caller, context, async before => asked == Nothing || await records.UpdateAsync(
            before, IsHarmless(asked) ? Harmless(before, asked) : await OfAsync(before, asked, caller, await records.ClockAsync()), caller.Audit("schedule.update", "schedule", id)));
        return await reach.FindAsync(caller, id);
    }

    public Task DeleteAsync(string id, CallerIdentity caller, HttpContext context) =>
        RaceAsync(id, caller, context, before => records.DeleteAsync(before, caller.Audit("schedule.delete", "schedule", id)));

    private Task RaceAsync(string id, CallerIdentity caller, HttpContext context, Func<ScheduleRow, Task<bool>> write) =>
        VersionRace.RunAsync(context, () => reach.FindAsync(caller, id), row => row.Version, write, "schedule");

    // To call it otherwise or to switch it off needs no right to what it runs, and leaves it with whom it runs as.
    private static bool IsHarmless(ScheduleFields asked) => asked is
    {
        ServerId: null, Tag: null, Kind: null, Args: null, TimeoutS: null, QueueTtlS: null, Cron: null, TimeZone: null, Overlap: null, Enabled: null or false,
    };

    private static ScheduleRow Harmless(ScheduleRow before, ScheduleFields asked) => before with
    {
        Name = asked.Name ?? before.Name, Enabled = asked.Enabled ?? before.Enabled, NextRunAt = asked.Enabled is false ? null : before.NextRunAt,
    };

    private async Task<ScheduleRow> OfAsync(ScheduleRow before, ScheduleFields asked, CallerIdentity caller, DateTimeOffset now)
    {
        var after = before with
        {
            Name = asked.Name ?? before.Name,
            ServerId = asked.Tag is null ? asked.ServerId ?? before.ServerId : null,
            Tag = asked.ServerId is null ? asked.Tag ?? before.Tag : null,
            Kind = asked.Kind ?? before.Kind,
            TimeoutS = asked.TimeoutS ?? before.TimeoutS,
            QueueTtlS = asked.QueueTtlS ?? before.QueueTtlS,
            Cron = asked.Cron ?? before.Cron,
            TimeZone = asked.TimeZone ?? before.TimeZone,
            Overlap = asked.Overlap ?? before.Overlap,
            Enabled = asked.Enabled ?? before.Enabled,
            UserId = caller.UserId,
            TokenId = caller.TokenId,
            CallerName = caller.Name,
        };
        if (after.ServerId is { } server && asked.ServerId is null && await all.FindAsync(after.WorkspaceId, server) is null)
            throw new PanelException(PanelError.Conflict, "The server of this schedule was removed. Name another one.");
        if (before.SealedArgs is not null && asked.Args is null && IsAnother(before, after))
            throw Faults.Of("args", "hold secrets: give them again");
        var args = asked.Args ?? orders.OpenJson(before);
        var kind = await CheckAsync(after, new JobRequest { Kind = after.Kind, Args = args }, caller);
        // What was sealed stays as it is, whatever the kind makes of secrets by now.
        var kept = before.SealedArgs is { } box && asked.Args is null ? new KeptArgs(before.Args, box) : orders.Keep(after.Id, kind, args);
        return after with { Args = kept.Shown, SealedArgs = kept.Sealed, NextRunAt = Timetable.Next(before, after, now, "cron") };
    }

    // Nobody reads what others sealed by sending it elsewhere, to a kind that shows it or to a server of theirs.
    private static bool IsAnother(ScheduleRow before, ScheduleRow after) =>
        (before.Kind, before.ServerId, before.Tag, before.UserId, before.TokenId) != (after.Kind, after.ServerId, after.Tag, after.UserId, after.TokenId);

    private async Task<CommandKind?> CheckAsync(ScheduleRow row, JobRequest asked, CallerIdentity caller)
    {
        if (row.ServerId is not { } server)
            return await check.OfManyAsync(await all.TaggedAsync(row.WorkspaceId, row.Tag!, caller.Scope.OnlyServers, OrderServers.Most), asked, caller);
        return await check.OfServerAsync((await servers.FindAsync(caller, server)).Id, asked, caller);
    }
}
