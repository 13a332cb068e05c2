using MzPanel.Data.Backups;
using MzPanel.Grains.Refusals;
using MzPanel.Silo.Http;

namespace MzPanel.Silo.Backups;

/// <summary>Loads snapshots for a caller: those of another workspace, or of a server out of scope, are not there.</summary>
internal sealed class SnapshotReach(SnapshotRecords records) : ISight
{
    public Subject Of => Subject.Snapshot;

    public async ValueTask<Sight> SeeAsync(CallerIdentity caller, string id) => await LookAsync(caller, id) is null ? Sight.None : Sight.InScope;

    public async Task<SnapshotRow> FindAsync(CallerIdentity caller, string id) => await LookAsync(caller, id) ?? throw PanelException.NotFound();

    private async Task<SnapshotRow?> LookAsync(CallerIdentity caller, string id) =>
        await records.FindAsync(caller.WorkspaceId, id) is { } snapshot && caller.Scope.HoldsServer(snapshot.ServerId) ? snapshot : null;
}
