using MzPanel.Data.Backups;
using MzPanel.Grains.Refusals;
using MzPanel.Silo.Http;

namespace MzPanel.Silo.Backups;

/// <summary>
/// Loads destinations for a caller. They are of the whole workspace: whoever may run jobs on a server of it sees them, because a plan
/// names them; of their servers everybody sees those in scope.
/// </summary>
internal sealed class DestinationReach(DestinationRecords records) : ISight
{
    public Subject Of => Subject.Destination;

    public async ValueTask<Sight> SeeAsync(CallerIdentity caller, string id) =>
        CapabilityTable.Allows(caller.Role, Capability.UseServers) && await records.FindAsync(caller.WorkspaceId, id) is not null ? Sight.InScope : Sight.None;

    public async Task<DestinationRow> FindAsync(CallerIdentity caller, string id) =>
        await records.FindAsync(caller.WorkspaceId, id) ?? throw PanelException.NotFound();
}
