using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using MzPanel.Data.Backups;
using MzPanel.Grains.Refusals;
using MzPanel.Protocol.Commands;
using MzPanel.Silo.Http;
using MzPanel.Silo.Jobs;
using MzPanel.Silo.Servers;

namespace MzPanel.Silo.Backups;

/// <summary>What runs of plans left, and its way back (rest-api.md, backups).</summary>
internal static class SnapshotsApi
{
    public static void MapSnapshots(this IEndpointRouteBuilder v1)
    {
        v1.MapGet("/backups/snapshots", ListAsync).Needs(Capability.UseServers, Resource.Backups)
            .WithSummary("Snapshots");
        v1.MapGet("/backups/snapshots/{id}", GetAsync).Needs(Capability.UseServers, Resource.Backups).Over(Subject.Snapshot)
            .WithSummary("A snapshot");
        v1.MapPost("/backups/snapshots/{id}/restore", RestoreAsync).Needs(Capability.UseServers, Resource.Backups).Over(Subject.Snapshot)
            .Produces<JobAnswer>(StatusCodes.Status202Accepted).WithSummary("Bring a snapshot back to its server, in its place or in a folder")
            .Refuses(PanelError.Conflict, PanelError.QueueFull);
    }

    private static async Task<Ok<Page<SnapshotView>>> ListAsync(Query<SnapshotsQuery> query, CallerIdentity caller, SnapshotRecords records)
    {
        var asked = query.Value;
        var filter = new SnapshotFilter
        {
            ServerId = asked.ServerId, PlanId = asked.PlanId, DestinationId = asked.DestinationId, Status = asked.Status, WithinServers = caller.Scope.OnlyServers,
        };
        var (rows, next) = await records.ListAsync(caller.WorkspaceId, filter, asked.Rows, asked.Cursor);
        return TypedResults.Ok(new Page<SnapshotView>([.. rows.Select(SnapshotView.Of)], next));
    }

    private static async Task<Ok<SnapshotView>> GetAsync(string id, CallerIdentity caller, SnapshotReach reach) =>
        TypedResults.Ok(SnapshotView.Of(await reach.FindAsync(caller, id)));

    private static async Task<IResult> RestoreAsync(
        string id, Body<RestoreRequest> body, CallerIdentity caller, Idempotency idempotency, SnapshotReach reach, DestinationRecords destinations,
        PlanArgs args, ServerReach servers, BackupJobs jobs)
    {
        var snapshot = await reach.FindAsync(caller, id);
        if (snapshot is not { Status: SnapshotStatus.Done, ResticId: not null })
            throw new PanelException(PanelError.Conflict, snapshot.Status == SnapshotStatus.Pruned
                ? "The retention of its plan has taken this snapshot away." : "This run made no snapshot; its error says why.");
        var destination = await destinations.FindAsync(caller.WorkspaceId, snapshot.DestinationId)
            ?? throw new PanelException(PanelError.Conflict, "The destination of this snapshot was removed. What is stored there is restored by hand, with restic and its password (docs/backups-on-a-vps.md).");
        var server = await servers.FindAsync(caller, snapshot.ServerId);
        return await jobs.AcceptAsync(BackupRestore.Kind, server, await args.OfRestoreAsync(snapshot, destination, body.Value), caller, idempotency);
    }
}

/// <summary>A snapshot as the API shows it.</summary>
internal sealed record SnapshotView
{
    public required string Id { get; init; }

    public required string PlanId { get; init; }

    public required string ServerId { get; init; }

    public required string DestinationId { get; init; }

    public required string JobId { get; init; }

    public required DateTimeOffset TakenAt { get; init; }

    public long? SizeBytes { get; init; }

    public long? Files { get; init; }

    public required string Status { get; init; }

    public SnapshotErrorView? Error { get; init; }

    public static SnapshotView Of(SnapshotRow row) => new()
    {
        Id = row.Id,
        PlanId = row.PlanId,
        ServerId = row.ServerId,
        DestinationId = row.DestinationId,
        JobId = row.JobId,
        TakenAt = ApiTime.Of(row.TakenAt),
        SizeBytes = row.SizeBytes,
        Files = row.Files,
        Status = row.Status,
        Error = row.ErrorCode is null ? null : new SnapshotErrorView(row.ErrorCode, row.ErrorMessage),
    };
}

internal sealed record SnapshotErrorView(string Code, string? Message);

internal sealed record SnapshotsQuery : PageQuery
{
    public string? ServerId { get; init; }

    public string? PlanId { get; init; }

    public string? DestinationId { get; init; }

    public string? Status { get; init; }
}

internal sealed class SnapshotsQueryValidator : PageValidator<SnapshotsQuery>
{
    private const int Longest = 300;

    public SnapshotsQueryValidator()
    {
        RuleFor(query => query.ServerId).MaximumLength(Longest);
        RuleFor(query => query.PlanId).MaximumLength(Longest);
        RuleFor(query => query.DestinationId).MaximumLength(Longest);
        RuleFor(query => query.Status).Must(status => status is null || SnapshotStatus.All.Contains(status)).WithMessage("is no status of a snapshot");
    }
}

/// <summary>Body of <c>POST /v1/backups/snapshots/{id}/restore</c>. What the agent's arguments have too is checked with those.</summary>
internal sealed record RestoreRequest
{
    public string? Target { get; init; }

    public IReadOnlyList<string?>? Include { get; init; }

    public PlanDatabase? Database { get; init; }

    public bool? DryRun { get; init; }
}

internal sealed class RestoreRequestValidator : AbstractValidator<RestoreRequest>
{
    private const int Longest = 4096;

    public RestoreRequestValidator() => RuleFor(asked => asked.Target).NotEmpty().MaximumLength(Longest);
}
