using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using MzPanel.Data.Jobs;
using MzPanel.Data.Servers;
using MzPanel.Data.Sites;
using MzPanel.Grains.Jobs;
using MzPanel.Grains.Refusals;
using MzPanel.Protocol.Commands;
using MzPanel.Silo.Http;
using MzPanel.Silo.Jobs;

namespace MzPanel.Silo.Sites;

/// <summary>Has a server do something about a site: what is accepted stands in the site's row and in the job's at once.</summary>
internal sealed class SiteJobs(
    ServerRecords servers, AgentKinds kinds, SiteRecords sites, JobMaker maker, JobSubmission submission, IOptions<JobsOptions> options)
{
    private const string Prefix = "args.";

    /// <param name="kind">What to do.</param>
    /// <param name="site">The site as it is.</param>
    /// <param name="then">The site as the answer shows it, once it is accepted; a dry run changes nothing of it.</param>
    /// <param name="args">Arguments; refused naming the fields of the request.</param>
    /// <param name="demand">What must hold for the site.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="idempotency">The answer to keep.</param>
    public async Task<IResult> AcceptAsync(
        CommandKind kind, SiteRow site, SiteRow then, JsonObject args, SiteDemand demand, CallerIdentity caller, Idempotency idempotency)
    {
        var server = await servers.FindAsync(site.WorkspaceId, site.ServerId) ?? throw PanelException.NotFound();
        var asked = JsonSerializer.SerializeToElement(args);
        Check(kind, site, asked);
        await kinds.RequireAsync(kind, server.Id);
        var request = new JobRequest { Kind = kind.Name, Args = asked };
        var job = maker.Make(request, kind, server, caller);
        if (SiteArguments.IsDry(args))
        {
            await CheckRoomAsync(kind, site, asked, demand);
            return await RehearseAsync(job, kind, site, idempotency);
        }
        // Its row is made with the job's, at the job's moment.
        if (kind == SiteCreate.Kind)
            then = then with { CreatedAt = job.CreatedAt };
        job = job with { SiteId = site.Id, Site = demand };
        return await submission.AcceptAsync(job, new SiteAnswer(SiteView.Of(then), JobView.Of(job)), idempotency);
    }

    // Of a site that is only thought of there is no row, and nothing to show.
    private Task<IResult> RehearseAsync(NewJob job, CommandKind kind, SiteRow site, Idempotency idempotency)
    {
        if (kind == SiteCreate.Kind)
            return submission.AcceptAsync(job, idempotency);
        job = job with { SiteId = site.Id };
        return submission.AcceptAsync(job, new SiteAnswer(SiteView.Of(site), JobView.Of(job)), idempotency);
    }

    // What the records would refuse is told of here; they hold nothing for a rehearsal.
    private async Task CheckRoomAsync(CommandKind kind, SiteRow site, JsonElement args, SiteDemand demand)
    {
        if (kind == SiteCreate.Kind && demand.Quota is { } quota && await sites.CountAsync(site.WorkspaceId) >= quota)
            throw JobRefusals.Of(CreateOutcome.SiteQuota, options.Value.MaxQueued, quota);
        if (SiteArguments.Names(args) is { Count: > 0 } names && await sites.IsTakenAsync(site.ServerId, site.Id, names))
            throw JobRefusals.Of(CreateOutcome.DomainTaken, options.Value.MaxQueued, demand.Quota);
    }

    private static void Check(CommandKind kind, SiteRow site, JsonElement args)
    {
        var faults = new Faults();
        foreach (var (field, messages) in JobArgs.Check(kind, args))
            foreach (var message in messages)
                faults.Add(field.StartsWith(Prefix, StringComparison.Ordinal) ? field[Prefix.Length..] : field, message);
        if (faults.IsEmpty && args.TryGetProperty("aliases", out var aliases) && aliases.EnumerateArray().Any(alias => alias.ValueEquals(site.Domain)))
            faults.Add("aliases", "must not hold the domain itself");
        faults.ThrowIfAny();
    }
}
