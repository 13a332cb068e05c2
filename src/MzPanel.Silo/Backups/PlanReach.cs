using MzPanel.Data.Backups;
using MzPanel.Grains.Refusals;
using MzPanel.Silo.Http;

namespace MzPanel.Silo.Backups;

/// <summary>Loads plans for a caller: those of another workspace, or of a server out of scope, are not there. A plan is of a whole server.</summary>
internal sealed class PlanReach(PlanRecords records) : ISight
{
    public Subject Of => Subject.Plan;

    public async ValueTask<Sight> SeeAsync(CallerIdentity caller, string id) => await LookAsync(caller, id) is null ? Sight.None : Sight.InScope;

    public async Task<PlanRow> FindAsync(CallerIdentity caller, string id) => await LookAsync(caller, id) ?? throw PanelException.NotFound();

    private async Task<PlanRow?> LookAsync(CallerIdentity caller, string id) =>
        await records.FindAsync(caller.WorkspaceId, id) is { } plan && caller.Scope.HoldsServer(plan.ServerId) ? plan : null;
}
