using MzPanel.Data.Rollouts;
using MzPanel.Grains.Refusals;
using MzPanel.Silo.Http;

namespace MzPanel.Silo.Rollouts;

/// <summary>Loads rollouts for a caller: one of another workspace, or with a server that is out of scope, is not there.</summary>
internal sealed class RolloutReach(RolloutRecords records) : ISight
{
    public Subject Of => Subject.Rollout;

    public async ValueTask<Sight> SeeAsync(CallerIdentity caller, string id) => await LookAsync(caller, id) is null ? Sight.None : Sight.InScope;

    public async Task<RolloutRow> FindAsync(CallerIdentity caller, string id) => await LookAsync(caller, id) ?? throw PanelException.NotFound();

    private async Task<RolloutRow?> LookAsync(CallerIdentity caller, string id) =>
        await records.FindAsync(caller.WorkspaceId, id) is { } rollout && await IsInScopeAsync(caller, rollout) ? rollout : null;

    private async Task<bool> IsInScopeAsync(CallerIdentity caller, RolloutRow rollout) =>
        caller.Scope.IsAll || (await records.ServersAsync(rollout.Id)).All(caller.Scope.HoldsServer);
}
