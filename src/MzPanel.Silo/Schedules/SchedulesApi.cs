using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using MzPanel.Data.Idempotency;
using MzPanel.Data.Schedules;
using MzPanel.Grains.Refusals;
using MzPanel.Silo.Http;

namespace MzPanel.Silo.Schedules;

/// <summary>Commands by the clock (rest-api.md, schedules).</summary>
internal static class SchedulesApi
{
    public static IServiceCollection AddSchedules(this IServiceCollection services) => services
        .AddSingleton<ScheduleRecords>().AddSingleton<ScheduleChanges>().AddSingleton<DueSchedules>().AddSingleton<ScheduleClaims>()
        .AddSingleton<ScheduleReach>().AddSingleton<ISight>(provider => provider.GetRequiredService<ScheduleReach>())
        .AddSingleton<IValidator<NewSchedule>, NewScheduleValidator>()
        .AddSingleton<IValidator<ScheduleChange>, ScheduleChangeValidator>()
        .AddSingleton<IValidator<SchedulesQuery>, SchedulesQueryValidator>();

    public static void MapSchedules(this IEndpointRouteBuilder v1)
    {
        v1.MapPost("/schedules", CreateAsync).Needs(Capability.UseServers, Resource.Jobs).Produces<ScheduleView>(StatusCodes.Status201Created)
            .WithSummary("Run a command by the clock, on a server or on those with a tag").Refuses(PanelError.Conflict, PanelError.NotFound);
        v1.MapGet("/schedules", ListAsync).Needs(Capability.UseServers, Resource.Jobs)
            .WithSummary("Schedules");
        v1.MapGet("/schedules/{id}", GetAsync).Needs(Capability.UseServers, Resource.Jobs).Over(Subject.Schedule)
            .WithSummary("A schedule, with its last and its next run");
        v1.MapPatch("/schedules/{id}", ChangeAsync).Needs(Capability.UseServers, Resource.Jobs).Over(Subject.Schedule)
            .WithSummary("Change a schedule; where that is more than its name or its end, it runs as the caller from then on").Refuses(PanelError.Conflict);
        v1.MapDelete("/schedules/{id}", DeleteAsync).Needs(Capability.UseServers, Resource.Jobs).Over(Subject.Schedule)
            .WithSummary("Delete a schedule; its jobs stay").Refuses(PanelError.Conflict);
    }

    private static async Task<IResult> CreateAsync(
        Body<NewSchedule> body, CallerIdentity caller, Idempotency idempotency, ScheduleChanges changes, ScheduleRecords records, HttpContext context)
    {
        var row = await changes.NewAsync(body.Value, caller);
        var (location, answer) = ($"/v1/schedules/{row.Id}", ScheduleView.Of(row));
        var kept = idempotency.Commit(StatusCodes.Status201Created, answer, location, row.Version);
        var made = await records.AddAsync(row, caller.Audit("schedule.create", "schedule", row.Id) with { ServerId = row.ServerId }, kept);
        if (made == Effect.KeyTaken)
            throw new KeyTakenException();
        if (made == Effect.Missed)
            throw new PanelException(PanelError.Conflict, $"A workspace has at most {ScheduleRecords.Most} schedules; delete some first.");
        EntityTag.Set(context, row.Version);
        return TypedResults.Created(location, answer);
    }

    private static async Task<Ok<Page<ScheduleView>>> ListAsync(Query<SchedulesQuery> query, CallerIdentity caller, ScheduleRecords records)
    {
        var asked = query.Value;
        var filter = ScheduleReach.Within(caller, new ScheduleFilter { ServerId = asked.ServerId, Tag = asked.Tag, Kind = asked.Kind, Enabled = asked.Enabled });
        var (rows, next) = await records.ListAsync(caller.WorkspaceId, filter, asked.Rows, asked.Cursor);
        return TypedResults.Ok(new Page<ScheduleView>([.. rows.Select(ScheduleView.Of)], next));
    }

    private static async Task<Ok<ScheduleView>> GetAsync(string id, CallerIdentity caller, ScheduleReach reach, HttpContext context)
    {
        var row = await reach.FindAsync(caller, id);
        EntityTag.Set(context, row.Version);
        return TypedResults.Ok(ScheduleView.Of(row));
    }

    private static async Task<Ok<ScheduleView>> ChangeAsync(
        string id, Body<ScheduleChange> body, CallerIdentity caller, ScheduleChanges changes, HttpContext context)
    {
        var row = await changes.ApplyAsync(id, body.Value, caller, context);
        EntityTag.Set(context, row.Version);
        return TypedResults.Ok(ScheduleView.Of(row));
    }

    private static async Task<NoContent> DeleteAsync(string id, CallerIdentity caller, ScheduleChanges changes, HttpContext context)
    {
        await changes.DeleteAsync(id, caller, context);
        return TypedResults.NoContent();
    }
}
