using MzPanel.Data.Servers;
using MzPanel.Grains.Refusals;
using MzPanel.Silo.Http;

namespace MzPanel.Silo.Servers;

/// <summary>Loads servers for a caller: what is of another workspace or out of scope is not there (rest-api.md, section 5).</summary>
internal sealed class ServerReach(ServerRecords records)
{
    public async Task<ServerRow> FindAsync(CallerIdentity caller, string id) =>
        await records.FindAsync(caller.WorkspaceId, id) is { } server && caller.Scope.HoldsServer(server.Id) ? server : throw PanelException.NotFound();
}
