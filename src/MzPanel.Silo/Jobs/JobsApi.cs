using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using MzPanel.Data.Jobs;
using MzPanel.Grains.Jobs;
using MzPanel.Grains.Refusals;
using MzPanel.Protocol.Commands;
using MzPanel.Silo.Http;
using MzPanel.Silo.Live;
using MzPanel.Silo.Servers;

namespace MzPanel.Silo.Jobs;

/// <summary>Jobs: asked for, listed, waited for, stopped and repeated (rest-api.md, jobs).</summary>
internal static class JobsApi
{
    public static IServiceCollection AddJobs(this IServiceCollection services, IConfiguration configuration) => services
        .AddSettings<JobsOptions, JobsOptionsValidator>(configuration, JobsOptions.Section)
        .AddSingleton<JobReach>().AddSingleton<JobSubmission>().AddSingleton<JobMaker>().AddSingleton<OrderArgs>().AddSingleton<OrderRights>().AddSingleton<OrderServers>()
        .AddSingleton<OrderCheck>().AddSingleton<AgentKinds>().AddSingleton<OrderJobs>().AddSingleton<JobCancellation>().AddSingleton<JobWait>()
        .AddSingleton<ShowJob>(job => ApiJson.Write(new JobAnswer(JobView.Of(job))))
        .AddSingleton<IValidator<JobRequest>, JobRequestValidator>()
        .AddSingleton<IValidator<JobsQuery>, JobsQueryValidator>()
        .AddSingleton<IValidator<JobQuery>, JobQueryValidator>()
        .AddSingleton<IValidator<CancelRequest>, CancelRequestValidator>();

    public static void MapJobs(this IEndpointRouteBuilder v1)
    {
        v1.MapPost("/servers/{id}/jobs", CreateAsync).Needs(Capability.UseServers, Resource.Jobs).Over(Subject.Server).Produces<JobAnswer>(StatusCodes.Status202Accepted)
            .WithSummary("Run a command on a server: accepted durably, run once the server is there").Refuses(PanelError.QueueFull);
        v1.MapGet("/jobs", ListAsync).Needs(Capability.UseSites, Resource.Jobs)
            .WithSummary("Jobs");
        v1.MapGet("/jobs/{id}", GetAsync).Needs(Capability.UseSites, Resource.Jobs).Over(Subject.Job)
            .WithSummary("A job; waits for a change where that is asked for");
        v1.MapPost("/jobs/{id}/cancel", CancelAsync).Needs(Capability.UseSites, Resource.Jobs).Over(Subject.Job).Produces<JobAnswer>(StatusCodes.Status202Accepted)
            .WithSummary("Cancel a job, or give it up").Refuses(PanelError.JobNotCancellable);
        v1.MapPost("/jobs/{id}/retry", RetryAsync).Needs(Capability.UseSites, Resource.Jobs).Over(Subject.Job).Produces<JobAnswer>(StatusCodes.Status202Accepted)
            .WithSummary("Run a job again, as a new one").Refuses(PanelError.Conflict, PanelError.QueueFull);
    }

    private static async Task<IResult> CreateAsync(
        string id, Body<JobRequest> body, CallerIdentity caller, Idempotency idempotency, ServerReach servers, AgentKinds kinds,
        JobMaker maker, JobSubmission submission)
    {
        var server = await servers.FindAsync(caller, id);
        var kind = JobRequestRules.Check(body.Value, await kinds.OfAsync(server.Id), caller);
        return await submission.AcceptAsync(maker.Make(body.Value, kind, server, caller), idempotency);
    }

    private static async Task<Ok<Page<JobView>>> ListAsync(Query<JobsQuery> query, CallerIdentity caller, JobRecords records)
    {
        var asked = query.Value;
        var filter = new JobFilter
        {
            ServerId = asked.ServerId,
            SiteId = asked.SiteId,
            Status = asked.Status,
            Kind = asked.Kind,
            From = asked.From?.ToUnixTimeMilliseconds(),
            To = asked.To?.ToUnixTimeMilliseconds(),
            WithinServers = caller.Scope.Type == MemberScope.Sites ? null : caller.Scope.OnlyServers,
            WithinSites = caller.Scope.Type == MemberScope.Sites ? caller.Scope.Ids ?? [] : null,
            OnlyOfSites = !CapabilityTable.Allows(caller.Role, Capability.UseServers),
        };
        var (rows, next) = await records.ListAsync(caller.WorkspaceId, filter, asked.Rows, asked.Cursor);
        return TypedResults.Ok(new Page<JobView>([.. rows.Select(JobView.Of)], next));
    }

    private static async Task<Ok<JobView>> GetAsync(
        string id, Query<JobQuery> query, CallerIdentity caller, JobReach reach, JobWait wait, HttpContext context)
    {
        var job = await reach.FindAsync(caller, id);
        if (query.Value.WaitS is > 0 and var seconds)
        {
            await using var right = ViewerRight.Of(context, caller);
            job = await wait.ForChangeAsync(job, TimeSpan.FromSeconds(seconds), right.Over);
            right.Require();
        }
        EntityTag.Set(context, job.Version);
        return TypedResults.Ok(JobView.Of(job));
    }

    private static async Task<IResult> CancelAsync(
        string id, OptionalBody<CancelRequest> body, CallerIdentity caller, Idempotency idempotency, JobReach reach, JobCancellation cancellation)
    {
        var job = await reach.FindAsync(caller, id);
        var abandon = body.Value.Abandon ?? false;
        if (abandon && !CapabilityTable.Allows(caller.Role, Capability.ManageServers))
            throw new PanelException(PanelError.Forbidden, "Your role does not allow giving up a job.");
        return await cancellation.CancelAsync(job, caller, abandon, idempotency);
    }

    private static async Task<IResult> RetryAsync(
        string id, CallerIdentity caller, Idempotency idempotency, JobReach reach, JobMaker maker, JobSubmission submission)
    {
        var job = await reach.FindAsync(caller, id);
        JobRequestRules.CheckRole(CommandCatalogue.Find(job.Kind), caller);
        if (!JobStatus.IsTerminal(job.Status))
            throw new PanelException(PanelError.Conflict, "The job has not ended yet.");
        // It would go to where the plan saved then, with credentials that may have been taken away, and remove snapshots by what it kept then.
        if (KindRule.IsBackup(job.Kind))
            throw new PanelException(PanelError.Conflict, "Backups are asked for anew by their own routes, as plan and destination are now.");
        // It would install what was signed then, whatever is handed out and whatever the policy says by now.
        if (job.Kind == AgentUpdate.Kind.Name)
            throw new PanelException(PanelError.Conflict, "Updates of agents are asked for anew by their own routes, as release and policy are now.");
        return await submission.AcceptAsync(maker.Again(job, caller), idempotency);
    }
}

internal sealed record JobsQuery : PageQuery
{
    public string? ServerId { get; init; }

    public string? SiteId { get; init; }

    public string? Status { get; init; }

    public string? Kind { get; init; }

    public DateTimeOffset? From { get; init; }

    public DateTimeOffset? To { get; init; }
}

internal sealed class JobsQueryValidator : PageValidator<JobsQuery>
{
    private const int Longest = 300;

    public JobsQueryValidator()
    {
        RuleFor(query => query.Status).Must(status => status is null || JobStatus.All.Contains(status)).WithMessage("is no status of a job");
        RuleFor(query => query.Kind).MaximumLength(Longest);
        RuleFor(query => query.ServerId).MaximumLength(Longest);
        RuleFor(query => query.SiteId).MaximumLength(Longest);
    }
}

internal sealed record JobQuery
{
    public int? WaitS { get; init; }
}

internal sealed class JobQueryValidator : AbstractValidator<JobQuery>
{
    public JobQueryValidator() => RuleFor(query => query.WaitS).InclusiveBetween(0, 30);
}

internal sealed record CancelRequest
{
    public bool? Abandon { get; init; }
}

internal sealed class CancelRequestValidator : AbstractValidator<CancelRequest>;
