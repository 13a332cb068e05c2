using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using MzPanel.Data.Events;
using MzPanel.Silo.Http;
using MzPanel.Silo.Servers;

namespace MzPanel.Silo.Events;

/// <summary>What happened on a server out of band.</summary>
internal static class EventsApi
{
    public static IServiceCollection AddEvents(this IServiceCollection services) => services.AddHostedService<EventRetention>();

    public static void MapEvents(this IEndpointRouteBuilder v1) =>
        v1.MapGet("/servers/{id}/events", ListAsync).Needs(Capability.UseServers).Over(Subject.Server)
            .WithSummary("Events of a server");

    private static async Task<Ok<Page<EventView>>> ListAsync(
        string id, Query<PageQuery> query, CallerIdentity caller, ServerReach reach, EventRecords records)
    {
        var server = await reach.FindAsync(caller, id);
        var (rows, next) = await records.ListAsync(server.WorkspaceId, server.Id, query.Value.Rows, query.Value.Cursor);
        return TypedResults.Ok(new Page<EventView>([.. rows.Select(EventView.Of)], next));
    }
}

internal sealed record EventView
{
    public required string Id { get; init; }

    public required string ServerId { get; init; }

    public required string Name { get; init; }

    public required string Severity { get; init; }

    public EventSubjectView? Subject { get; init; }

    public required string Message { get; init; }

    public JsonElement? Data { get; init; }

    public required DateTimeOffset At { get; init; }

    public static EventView Of(EventRow row) => new()
    {
        Id = row.Id,
        ServerId = row.ServerId,
        Name = row.Name,
        Severity = row.Severity,
        Subject = row is { SubjectType: { } type, SubjectId: { } id } ? new(type, id) : null,
        Message = row.Message,
        Data = ApiDocument.OfOptional(row.Data),
        At = ApiTime.Of(row.At),
    };
}

internal sealed record EventSubjectView(string Type, string Id);
