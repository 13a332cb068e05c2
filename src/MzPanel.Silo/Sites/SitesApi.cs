using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using MzPanel.Data;
using MzPanel.Data.Sites;
using MzPanel.Grains.Jobs;
using MzPanel.Grains.Refusals;
using MzPanel.Protocol.Commands;
using MzPanel.Silo.Http;
using MzPanel.Silo.License;
using MzPanel.Silo.Servers;

namespace MzPanel.Silo.Sites;

/// <summary>Sites of a workspace (rest-api.md, sites). What changes one is a job of its server.</summary>
internal static class SitesApi
{
    public static IServiceCollection AddSites(this IServiceCollection services) => services
        .AddSingleton<SiteRecords>().AddSingleton<SiteReach>().AddSingleton<ISight>(all => all.GetRequiredService<SiteReach>()).AddSingleton<SiteJobs>()
        .AddSingleton<IValidator<NewSite>, NewSiteValidator>()
        .AddSingleton<IValidator<SitesQuery>, SitesQueryValidator>()
        .AddSingleton<IValidator<SiteChange>, SiteChangeValidator>()
        .AddSingleton<IValidator<SiteRequest>, SiteRequestValidator>()
        .AddSingleton<IValidator<SslRequest>, SslRequestValidator>();

    public static void MapSites(this IEndpointRouteBuilder v1)
    {
        v1.MapPost("/sites", CreateAsync).Needs(Capability.ManageSites, Resource.Sites).Produces<SiteAnswer>(StatusCodes.Status202Accepted)
            .WithSummary("Create a site").Refuses(PanelError.NotFound, PanelError.QuotaExceeded, PanelError.AlreadyExists, PanelError.QueueFull);
        v1.MapGet("/sites", ListAsync).Needs(Capability.UseSites, Resource.Sites)
            .WithSummary("Sites");
        v1.MapGet("/sites/{id}", GetAsync).Needs(Capability.UseSites, Resource.Sites).Over(Subject.Site)
            .WithSummary("A site");
        v1.MapPatch("/sites/{id}", ChangeAsync).Needs(Capability.UseSites, Resource.Sites).Over(Subject.Site).Produces<SiteAnswer>(StatusCodes.Status202Accepted)
            .WithSummary("Change a site").Refuses(PanelError.Conflict, PanelError.AlreadyExists, PanelError.QueueFull);
        v1.MapDelete("/sites/{id}", DeleteAsync).Needs(Capability.ManageSites, Resource.Sites).Over(Subject.Site).Produces<SiteAnswer>(StatusCodes.Status202Accepted)
            .WithSummary("Delete a site").Refuses(PanelError.Conflict, PanelError.QueueFull);
        v1.MapPost("/sites/{id}/ssl", CertifyAsync).Needs(Capability.UseSites, Resource.Sites).Over(Subject.Site).Produces<SiteAnswer>(StatusCodes.Status202Accepted)
            .WithSummary("Get a certificate for a site").Refuses(PanelError.Conflict, PanelError.QueueFull);
        v1.MapPost("/sites/{id}/enable", EnableAsync).Needs(Capability.UseSites, Resource.Sites).Over(Subject.Site).Produces<SiteAnswer>(StatusCodes.Status202Accepted)
            .WithSummary("Serve a site").Refuses(PanelError.Conflict, PanelError.QueueFull);
        v1.MapPost("/sites/{id}/disable", DisableAsync).Needs(Capability.UseSites, Resource.Sites).Over(Subject.Site).Produces<SiteAnswer>(StatusCodes.Status202Accepted)
            .WithSummary("Stop serving a site").Refuses(PanelError.Conflict, PanelError.QueueFull);
    }

    private static async Task<IResult> CreateAsync(
        Body<NewSite> body, CallerIdentity caller, Idempotency idempotency, ServerReach servers, Tiers tiers, SiteJobs jobs, TimeProvider time)
    {
        var (asked, server) = (body.Value, await servers.FindAsync(caller, body.Value.ServerId!));
        var id = RecordId.New("site");
        var site = new SiteRow
        {
            Id = id,
            WorkspaceId = server.WorkspaceId,
            ServerId = server.Id,
            Domain = SiteArguments.Name(asked.Domain) ?? "",
            Aliases = [.. (asked.Aliases ?? []).Select(SiteArguments.Name).OfType<string>()],
            Kind = asked.Kind ?? "",
            PhpVersion = asked.PhpVersion,
            Upstream = SiteArguments.Origin(asked.Upstream),
            UploadMb = asked.UploadMb,
            Status = SiteStatus.Pending,
            CreatedAt = time.GetUtcNow().ToUnixTimeMilliseconds(),
        };
        var quota = (await tiers.OfWorkspaceAsync(caller.WorkspaceId)).Sites;
        return await jobs.AcceptAsync(SiteCreate.Kind, site, site, asked.Args(id), new SiteDemand(Quota: quota), caller, idempotency);
    }

    private static async Task<Ok<Page<SiteView>>> ListAsync(Query<SitesQuery> query, CallerIdentity caller, SiteRecords records)
    {
        var asked = query.Value;
        var filter = SiteReach.Within(caller.Scope, new SiteFilter { ServerId = asked.ServerId, Status = asked.Status, Query = string.IsNullOrEmpty(asked.Q) ? null : asked.Q.ToLowerInvariant() });
        var (rows, next) = await records.ListAsync(caller.WorkspaceId, filter, asked.Rows, asked.Cursor);
        return TypedResults.Ok(new Page<SiteView>([.. rows.Select(SiteView.Of)], next));
    }

    private static async Task<Ok<SiteView>> GetAsync(string id, CallerIdentity caller, SiteReach reach, HttpContext context)
    {
        var site = await reach.FindAsync(caller, id);
        EntityTag.Set(context, site.Version);
        return TypedResults.Ok(SiteView.Of(site));
    }

    private static async Task<IResult> ChangeAsync(
        string id, Body<SiteChange> body, CallerIdentity caller, Idempotency idempotency, SiteReach reach, SiteJobs jobs, HttpContext context)
    {
        var site = await reach.FindAsync(caller, id);
        // An upstream reaches whatever the VPS reaches, its own loopback included: that is not for whom a site was handed over to.
        if (body.Value.Upstream is not null && !CapabilityTable.Allows(caller.Role, Capability.ManageSites))
            throw new PanelException(PanelError.Forbidden, "Your role does not allow changing where a site passes requests on to.");
        return await jobs.AcceptAsync(SiteUpdate.Kind, site, site, body.Value.Args(site), OfVersion(site, context), caller, idempotency);
    }

    private static async Task<IResult> DeleteAsync(
        string id, Query<SiteRequest> query, CallerIdentity caller, Idempotency idempotency, SiteReach reach, SiteJobs jobs, HttpContext context)
    {
        var site = await reach.FindAsync(caller, id);
        var leaving = site with { Status = SiteStatus.Deleting };
        return await jobs.AcceptAsync(SiteDelete.Kind, site, leaving, query.Value.Args(id), OfVersion(site, context), caller, idempotency);
    }

    private static async Task<IResult> CertifyAsync(
        string id, OptionalBody<SslRequest> body, CallerIdentity caller, Idempotency idempotency, SiteReach reach, SiteJobs jobs)
    {
        var site = await reach.FindAsync(caller, id);
        var pending = site with { SslStatus = site.SslExpiresAt is null ? SslStatus.Pending : site.SslStatus };
        return await jobs.AcceptAsync(SiteSsl.Kind, site, pending, body.Value.Args(id), new SiteDemand(), caller, idempotency);
    }

    private static Task<IResult> EnableAsync(
        string id, OptionalBody<SiteRequest> body, CallerIdentity caller, Idempotency idempotency, SiteReach reach, SiteJobs jobs) =>
        SwitchAsync(SiteEnable.Kind, id, body.Value, caller, idempotency, reach, jobs);

    private static Task<IResult> DisableAsync(
        string id, OptionalBody<SiteRequest> body, CallerIdentity caller, Idempotency idempotency, SiteReach reach, SiteJobs jobs) =>
        SwitchAsync(SiteDisable.Kind, id, body.Value, caller, idempotency, reach, jobs);

    private static async Task<IResult> SwitchAsync(
        CommandKind kind, string id, SiteRequest asked, CallerIdentity caller, Idempotency idempotency, SiteReach reach, SiteJobs jobs)
    {
        var site = await reach.FindAsync(caller, id);
        return await jobs.AcceptAsync(kind, site, site, asked.Args(id), new SiteDemand(), caller, idempotency);
    }

    // Who insists on a version loses to whoever is first, also in the records.
    private static SiteDemand OfVersion(SiteRow site, HttpContext context)
    {
        EntityTag.Check(context, site.Version);
        return new SiteDemand(IfVersion: EntityTag.IsAsked(context) ? site.Version : null);
    }
}

internal sealed record SitesQuery : PageQuery
{
    public string? ServerId { get; init; }

    public string? Status { get; init; }

    public string? Q { get; init; }
}

internal sealed class SitesQueryValidator : PageValidator<SitesQuery>
{
    private const int Longest = 300;

    public SitesQueryValidator()
    {
        RuleFor(query => query.ServerId).MaximumLength(Longest);
        RuleFor(query => query.Status).Must(status => status is null || SiteStatus.All.Contains(status)).WithMessage("is no status of a site");
        RuleFor(query => query.Q).MaximumLength(Longest);
    }
}
