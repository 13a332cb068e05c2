using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using MzPanel.Data.Jobs;
using MzPanel.Data.Rollouts;
using MzPanel.Grains.Refusals;
using MzPanel.Silo.Http;
using MzPanel.Silo.Jobs;

namespace MzPanel.Silo.Rollouts;

/// <summary>One command on many servers, a few at a time (rest-api.md, rollouts).</summary>
internal static class RolloutsApi
{
    public static IServiceCollection AddRollouts(this IServiceCollection services) => services
        .AddSingleton<RolloutRecords>().AddSingleton<RolloutBell>().AddSingleton<RolloutChanges>().AddSingleton<RolloutDrive>()
        .AddSingleton<RolloutReach>().AddSingleton<ISight>(provider => provider.GetRequiredService<RolloutReach>())
        .AddSingleton<IValidator<NewRollout>, NewRolloutValidator>()
        .AddSingleton<IValidator<RolloutsQuery>, RolloutsQueryValidator>()
        .AddSingleton<IValidator<RolloutJobsQuery>, RolloutJobsQueryValidator>();

    public static void MapRollouts(this IEndpointRouteBuilder v1)
    {
        v1.MapPost("/rollouts", CreateAsync).Needs(Capability.UseServers, Resource.Jobs).Produces<RolloutAnswer>(StatusCodes.Status202Accepted)
            .WithSummary("Run a command on many servers, a few at a time").Refuses(PanelError.Conflict);
        v1.MapGet("/rollouts", ListAsync).Needs(Capability.UseServers, Resource.Jobs)
            .WithSummary("Rollouts");
        v1.MapGet("/rollouts/{id}", GetAsync).Needs(Capability.UseServers, Resource.Jobs).Over(Subject.Rollout)
            .WithSummary("A rollout, with a summary of its servers");
        v1.MapGet("/rollouts/{id}/jobs", JobsAsync).Needs(Capability.UseServers, Resource.Jobs).Over(Subject.Rollout)
            .WithSummary("Jobs of a rollout");
        v1.MapPost("/rollouts/{id}/pause", PauseAsync).Needs(Capability.UseServers, Resource.Jobs).Over(Subject.Rollout).Produces<RolloutAnswer>(StatusCodes.Status202Accepted)
            .WithSummary("Start no further servers for now").Refuses(PanelError.Conflict);
        v1.MapPost("/rollouts/{id}/resume", ResumeAsync).Needs(Capability.UseServers, Resource.Jobs).Over(Subject.Rollout).Produces<RolloutAnswer>(StatusCodes.Status202Accepted)
            .WithSummary("Go on with a rollout that was paused or has stopped").Refuses(PanelError.Conflict);
        v1.MapPost("/rollouts/{id}/cancel", CancelAsync).Needs(Capability.UseServers, Resource.Jobs).Over(Subject.Rollout).Produces<RolloutAnswer>(StatusCodes.Status202Accepted)
            .WithSummary("Start no further servers, and cancel the jobs under way").Refuses(PanelError.Conflict);
    }

    private static Task<IResult> CreateAsync(Body<NewRollout> body, CallerIdentity caller, Idempotency idempotency, RolloutChanges changes) =>
        changes.CreateAsync(body.Value, caller, idempotency);

    private static async Task<Ok<Page<RolloutView>>> ListAsync(Query<RolloutsQuery> query, CallerIdentity caller, RolloutRecords records)
    {
        var asked = query.Value;
        var filter = new RolloutFilter { Status = asked.Status, Kind = asked.Kind, WithinServers = caller.Scope.OnlyServers };
        var (rows, next) = await records.ListAsync(caller.WorkspaceId, filter, asked.Rows, asked.Cursor);
        return TypedResults.Ok(new Page<RolloutView>([.. rows.Select(RolloutView.Of)], next));
    }

    private static async Task<Ok<RolloutView>> GetAsync(string id, CallerIdentity caller, RolloutReach reach, RolloutRecords records, HttpContext context)
    {
        var row = await reach.FindAsync(caller, id);
        var skipped = await records.SkippedAsync(id);
        EntityTag.Set(context, row.Version);
        return TypedResults.Ok(RolloutView.Of(row) with { Skipped = [.. skipped.Select(server => new SkippedServerView(server.ServerId, server.Message))] });
    }

    private static async Task<Ok<Page<JobView>>> JobsAsync(
        string id, Query<RolloutJobsQuery> query, CallerIdentity caller, RolloutReach reach, JobRecords jobs)
    {
        var row = await reach.FindAsync(caller, id);
        var filter = new JobFilter { RolloutId = row.Id, Status = query.Value.Status };
        var (rows, next) = await jobs.ListAsync(caller.WorkspaceId, filter, query.Value.Rows, query.Value.Cursor);
        return TypedResults.Ok(new Page<JobView>([.. rows.Select(JobView.Of)], next));
    }

    private static Task<IResult> PauseAsync(string id, CallerIdentity caller, Idempotency idempotency, RolloutChanges changes) =>
        changes.PauseAsync(id, caller, idempotency);

    private static Task<IResult> ResumeAsync(string id, CallerIdentity caller, Idempotency idempotency, RolloutChanges changes) =>
        changes.ResumeAsync(id, caller, idempotency);

    private static Task<IResult> CancelAsync(string id, CallerIdentity caller, Idempotency idempotency, RolloutChanges changes) =>
        changes.CancelAsync(id, caller, idempotency);
}
