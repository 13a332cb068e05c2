using Microsoft.AspNetCore.Http.HttpResults;
using MzPanel.Data.Backups;
using MzPanel.Data.Idempotency;
using MzPanel.Grains.Refusals;
using MzPanel.Protocol.Commands;
using MzPanel.Silo.Http;
using MzPanel.Silo.Jobs;
using MzPanel.Silo.Servers;

namespace MzPanel.Silo.Backups;

/// <summary>Where backups go (rest-api.md, backups).</summary>
internal static class DestinationsApi
{
    public static void MapDestinations(this IEndpointRouteBuilder v1)
    {
        v1.MapPost("/backups/destinations", CreateAsync).Needs(Capability.ManageServers, Resource.Backups).Produces<DestinationView>(StatusCodes.Status201Created)
            .WithSummary("Add a destination of backups; what opens it is sealed for each server").Refuses(PanelError.Conflict);
        v1.MapGet("/backups/destinations", ListAsync).Needs(Capability.UseServers, Resource.Backups)
            .WithSummary("Destinations of backups");
        v1.MapGet("/backups/destinations/{id}", GetAsync).Needs(Capability.UseServers, Resource.Backups).Over(Subject.Destination)
            .WithSummary("A destination, and which servers can open it");
        v1.MapPatch("/backups/destinations/{id}", ChangeAsync).Needs(Capability.ManageServers, Resource.Backups).Over(Subject.Destination)
            .WithSummary("Change a destination, or what opens it").Refuses(PanelError.Conflict);
        v1.MapDelete("/backups/destinations/{id}", DeleteAsync).Needs(Capability.ManageServers, Resource.Backups).Over(Subject.Destination)
            .WithSummary("Remove a destination that no plan uses; what is stored there stays").Refuses(PanelError.Conflict);
        v1.MapPost("/backups/destinations/{id}/check", CheckAsync).Needs(Capability.UseServers, Resource.Backups).Over(Subject.Destination)
            .Produces<JobAnswer>(StatusCodes.Status202Accepted).WithSummary("Check the repository of a server at a destination").Refuses(PanelError.Conflict, PanelError.QueueFull);
    }

    private static async Task<IResult> CreateAsync(
        Body<NewDestination> body, CallerIdentity caller, Idempotency idempotency, DestinationChanges changes, DestinationRecords records, HttpContext context)
    {
        var (row, seals) = await changes.NewAsync(body.Value, caller);
        var (location, answer) = ($"/v1/backups/destinations/{row.Id}", DestinationView.Of(row, caller));
        var kept = idempotency.Commit(StatusCodes.Status201Created, answer, location, row.Version);
        var made = await records.AddAsync(row, seals, caller.Audit("destination.create", "destination", row.Id), kept);
        if (made == Effect.KeyTaken)
            throw new KeyTakenException();
        if (made == Effect.Missed)
            throw new PanelException(PanelError.Conflict, $"A workspace has at most {DestinationRecords.Most} destinations; delete some first.");
        EntityTag.Set(context, row.Version);
        return TypedResults.Created(location, answer);
    }

    private static async Task<Ok<Page<DestinationView>>> ListAsync(Query<DestinationsQuery> query, CallerIdentity caller, DestinationRecords records)
    {
        var (rows, next) = await records.ListAsync(caller.WorkspaceId, query.Value.Type, query.Value.Rows, query.Value.Cursor);
        return TypedResults.Ok(new Page<DestinationView>([.. rows.Select(row => DestinationView.Of(row, caller))], next));
    }

    private static async Task<Ok<DestinationView>> GetAsync(string id, CallerIdentity caller, DestinationReach reach, HttpContext context)
    {
        var row = await reach.FindAsync(caller, id);
        EntityTag.Set(context, row.Version);
        return TypedResults.Ok(DestinationView.Of(row, caller));
    }

    private static async Task<Ok<DestinationView>> ChangeAsync(
        string id, Body<DestinationChange> body, CallerIdentity caller, DestinationChanges changes, HttpContext context)
    {
        var row = await changes.ApplyAsync(id, body.Value, caller, context);
        EntityTag.Set(context, row.Version);
        return TypedResults.Ok(DestinationView.Of(row, caller));
    }

    private static async Task<NoContent> DeleteAsync(string id, CallerIdentity caller, DestinationChanges changes, HttpContext context)
    {
        await changes.DeleteAsync(id, caller, context);
        return TypedResults.NoContent();
    }

    private static async Task<IResult> CheckAsync(
        string id, Body<CheckRequest> body, CallerIdentity caller, Idempotency idempotency, DestinationReach reach, ServerReach servers, PlanArgs args, BackupJobs jobs)
    {
        var (row, server) = (await reach.FindAsync(caller, id), await servers.FindAsync(caller, body.Value.ServerId!));
        return await jobs.AcceptAsync(BackupCheck.Kind, server, await args.OfCheckAsync(row, server.Id, body.Value), caller, idempotency);
    }
}
