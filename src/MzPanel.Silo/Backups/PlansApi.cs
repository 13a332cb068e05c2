using Microsoft.AspNetCore.Http.HttpResults;
using MzPanel.Data.Backups;
using MzPanel.Data.Idempotency;
using MzPanel.Data.Schedules;
using MzPanel.Grains.Refusals;
using MzPanel.Protocol.Commands;
using MzPanel.Silo.Http;
using MzPanel.Silo.Jobs;
using MzPanel.Silo.Servers;

namespace MzPanel.Silo.Backups;

/// <summary>Backups by the clock (rest-api.md, backups).</summary>
internal static class PlansApi
{
    public static void MapPlans(this IEndpointRouteBuilder v1)
    {
        v1.MapPost("/backups/plans", CreateAsync).Needs(Capability.UseServers, Resource.Backups).Produces<PlanView>(StatusCodes.Status201Created)
            .WithSummary("Back up a server by the clock").Refuses(PanelError.Conflict, PanelError.NotFound);
        v1.MapGet("/backups/plans", ListAsync).Needs(Capability.UseServers, Resource.Backups)
            .WithSummary("Plans of backups");
        v1.MapGet("/backups/plans/{id}", GetAsync).Needs(Capability.UseServers, Resource.Backups).Over(Subject.Plan)
            .WithSummary("A plan, with its last and its next run");
        v1.MapPatch("/backups/plans/{id}", ChangeAsync).Needs(Capability.UseServers, Resource.Backups).Over(Subject.Plan)
            .WithSummary("Change a plan; where that is more than its name or its end, it runs as the caller from then on").Refuses(PanelError.Conflict);
        v1.MapDelete("/backups/plans/{id}", DeleteAsync).Needs(Capability.UseServers, Resource.Backups).Over(Subject.Plan)
            .WithSummary("Delete a plan; its snapshots stay").Refuses(PanelError.Conflict);
        v1.MapPost("/backups/plans/{id}/run", RunAsync).Needs(Capability.UseServers, Resource.Backups).Over(Subject.Plan)
            .Produces<JobAnswer>(StatusCodes.Status202Accepted).WithSummary("Run a plan now").Refuses(PanelError.Conflict, PanelError.QueueFull);
    }

    private static async Task<IResult> CreateAsync(
        Body<NewPlan> body, CallerIdentity caller, Idempotency idempotency, PlanChanges changes, PlanRecords records, HttpContext context)
    {
        var plan = await changes.NewAsync(body.Value, caller);
        var (location, answer) = ($"/v1/backups/plans/{plan.Id}", PlanView.Of(plan));
        var kept = idempotency.Commit(StatusCodes.Status201Created, answer, location, plan.Clock.Version);
        var made = await records.AddAsync(plan, caller.Audit("plan.create", "plan", plan.Id) with { ServerId = plan.ServerId }, kept);
        if (made == Effect.KeyTaken)
            throw new KeyTakenException();
        if (made == Effect.Missed)
            throw new PanelException(PanelError.Conflict, $"A destination was removed meanwhile, or there are {ScheduleRecords.Most} schedules and plans already.");
        EntityTag.Set(context, plan.Clock.Version);
        return TypedResults.Created(location, answer);
    }

    private static async Task<Ok<Page<PlanView>>> ListAsync(Query<PlansQuery> query, CallerIdentity caller, PlanRecords records)
    {
        var asked = query.Value;
        var filter = new ScheduleFilter { ServerId = asked.ServerId, Enabled = asked.Enabled, WithinServers = caller.Scope.OnlyServers };
        var (rows, next) = await records.ListAsync(caller.WorkspaceId, filter, asked.Rows, asked.Cursor);
        return TypedResults.Ok(new Page<PlanView>([.. rows.Select(PlanView.Of)], next));
    }

    private static async Task<Ok<PlanView>> GetAsync(string id, CallerIdentity caller, PlanReach reach, HttpContext context)
    {
        var plan = await reach.FindAsync(caller, id);
        EntityTag.Set(context, plan.Clock.Version);
        return TypedResults.Ok(PlanView.Of(plan));
    }

    private static async Task<Ok<PlanView>> ChangeAsync(string id, Body<PlanChange> body, CallerIdentity caller, PlanChanges changes, HttpContext context)
    {
        var plan = await changes.ApplyAsync(id, body.Value, caller, context);
        EntityTag.Set(context, plan.Clock.Version);
        return TypedResults.Ok(PlanView.Of(plan));
    }

    private static async Task<NoContent> DeleteAsync(string id, CallerIdentity caller, PlanChanges changes, HttpContext context)
    {
        await changes.DeleteAsync(id, caller, context);
        return TypedResults.NoContent();
    }

    private static async Task<IResult> RunAsync(
        string id, OptionalBody<RunRequest> body, CallerIdentity caller, Idempotency idempotency, PlanReach reach, PlanRecords records, PlanArgs args,
        ServerReach servers, BackupJobs jobs)
    {
        var plan = await reach.FindAsync(caller, id);
        if (await records.IsRunningAsync(plan))
            throw new PanelException(PanelError.Conflict, "A run of this plan has not ended yet. Wait for it, or cancel its job.");
        var asked = await args.OfRunAsync(plan, body.Value.DryRun);
        return await jobs.AcceptAsync(BackupRun.Kind, await servers.FindAsync(caller, plan.ServerId), asked, caller, idempotency);
    }
}
