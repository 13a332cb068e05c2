using System.Text.Json;
using MzPanel.Data.Audit;
using MzPanel.Data.Idempotency;
using MzPanel.Data.Schedules;

namespace MzPanel.Data.Backups;

/// <summary>A plan: when it runs and what of its backups is fixed, and where they go.</summary>
/// <param name="Clock">The schedule it is.</param>
/// <param name="Destinations">Ids of its destinations, in the order they were given.</param>
public sealed record PlanRow(ScheduleRow Clock, IReadOnlyList<string> Destinations)
{
    /// <summary><c>plan_…</c></summary>
    public string Id => Clock.Id;

    /// <summary>The server it is of.</summary>
    public string ServerId => Clock.ServerId!;
}

/// <summary>Plans of backups: schedules of one kind, with their destinations.</summary>
public sealed class PlanRecords(Database records, ScheduleRecords schedules)
{
    private const string Unlink = $"DELETE FROM backup_plan_destinations WHERE plan_id = @id AND EXISTS ({ScheduleRecords.Won})";

    /// <summary>The time that runs go by.</summary>
    public Task<DateTimeOffset> ClockAsync() => records.ClockAsync();

    /// <summary>Makes a plan; missed where a destination is gone, or the workspace has as many schedules as it may.</summary>
    public Task<Effect> AddAsync(PlanRow row, AuditEntry audit, IdempotencyCommit? key) => schedules.AddAsync(row.Clock, audit, key, Links(row));

    /// <summary>A plan, for a caller of that workspace; one of a deleted server is over.</summary>
    public async Task<PlanRow?> FindAsync(string workspaceId, string id) =>
        await schedules.FindPlanAsync(workspaceId, id) is { } clock ? (await WithDestinationsAsync([clock]))[0] : null;

    /// <summary>The plan that a schedule is.</summary>
    public async Task<PlanRow> OfAsync(ScheduleRow clock) => (await WithDestinationsAsync([clock]))[0];

    /// <summary>Plans of a workspace, newest first.</summary>
    /// <exception cref="FormatException">The cursor is none of ours.</exception>
    public async Task<(IReadOnlyList<PlanRow> Rows, string? Next)> ListAsync(string workspaceId, ScheduleFilter filter, int limit, string? cursor)
    {
        var (rows, next) = await schedules.ListAsync(workspaceId, filter with { OnlyPlans = true }, limit, cursor);
        return (await WithDestinationsAsync(rows), next);
    }

    /// <summary>Changes a plan; <see langword="false"/> where it is another version by now, or it or a destination is gone.</summary>
    public Task<bool> UpdateAsync(PlanRow before, PlanRow after, AuditEntry audit) => schedules.UpdateAsync(before.Clock, after.Clock, audit, Links(after));

    /// <summary>Deletes a plan; its snapshots stay. <see langword="false"/> where it is another version by now, or gone.</summary>
    public Task<bool> DeleteAsync(PlanRow before, AuditEntry audit) => schedules.DeleteAsync(before.Clock, audit);

    /// <summary>Whether a run of a plan has not ended.</summary>
    public async Task<bool> IsRunningAsync(PlanRow plan) => (await schedules.BusyAsync(plan.Id)).Count > 0;

    private ScheduleExtra Links(PlanRow row) => new(
        $"""
         AND (SELECT count(*) FROM backup_destinations d WHERE d.workspace_id = @workspace_id
           AND d.id IN (SELECT r.value->>'id' FROM {records.Each("destinations")})) = @destination_count
        """,
        [
            Unlink,
            $"""
            INSERT INTO backup_plan_destinations (plan_id, destination_id, place)
            SELECT @id, r.value->>'id', CAST(r.value->>'place' AS bigint) FROM {records.Each("destinations")} WHERE EXISTS ({ScheduleRecords.Won})
            """,
        ],
        ("destinations", JsonSerializer.Serialize(row.Destinations.Select((id, place) => new { id, place }))), ("destination_count", row.Destinations.Count));

    private async Task<IReadOnlyList<PlanRow>> WithDestinationsAsync(IReadOnlyList<ScheduleRow> clocks)
    {
        var links = (await records.QueryAsync<(string Plan, string Destination)>(
            $"SELECT plan_id, destination_id FROM backup_plan_destinations WHERE plan_id {records.OneOf("ids")} ORDER BY plan_id, place",
            new { ids = clocks.Select(clock => clock.Id).ToArray() })).ToLookup(link => link.Plan, link => link.Destination);
        return [.. clocks.Select(clock => new PlanRow(clock, [.. links[clock.Id]]))];
    }
}
