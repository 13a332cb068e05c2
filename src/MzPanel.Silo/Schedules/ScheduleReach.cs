using MzPanel.Data.Schedules;
using MzPanel.Grains.Refusals;
using MzPanel.Silo.Http;

namespace MzPanel.Silo.Schedules;

/// <summary>
/// Loads schedules for a caller: what is of another workspace or out of scope is not there. Whose scope is some servers sees the
/// schedules of those, and of tags only the own ones, because a tag goes as far as the scope of who it runs as.
/// </summary>
internal sealed class ScheduleReach(ScheduleRecords records) : ISight
{
    public Subject Of => Subject.Schedule;

    public async ValueTask<Sight> SeeAsync(CallerIdentity caller, string id) => await LookAsync(caller, id) is null ? Sight.None : Sight.InScope;

    public async Task<ScheduleRow> FindAsync(CallerIdentity caller, string id) => await LookAsync(caller, id) ?? throw PanelException.NotFound();

    /// <summary>The filter, narrowed to what the caller's scope holds.</summary>
    public static ScheduleFilter Within(CallerIdentity caller, ScheduleFilter filter) =>
        filter with { WithinServers = caller.Scope.OnlyServers, OwnOf = caller.UserId };

    private async Task<ScheduleRow?> LookAsync(CallerIdentity caller, string id) =>
        await records.FindAsync(caller.WorkspaceId, id) is { } schedule && IsInScope(caller, schedule) ? schedule : null;

    private static bool IsInScope(CallerIdentity caller, ScheduleRow schedule) =>
        schedule.ServerId is { } server ? caller.Scope.HoldsServer(server) : caller.Scope.IsAll || schedule.UserId == caller.UserId;
}
