using MzPanel.Data.Servers;
using MzPanel.Grains.Refusals;
using MzPanel.Silo.Http;

namespace MzPanel.Silo.Servers;

/// <summary>Loads servers for a caller: what is of another workspace or out of scope is not there (rest-api.md, section 5).</summary>
internal sealed class ServerReach(ServerRecords records) : ISight
{
    public Subject Of => Subject.Server;

    public async ValueTask<Sight> SeeAsync(CallerIdentity caller, string id) => await LookAsync(caller, id) is null ? Sight.None : Sight.InScope;

    public async Task<ServerRow> FindAsync(CallerIdentity caller, string id) =>
        await LookAsync(caller, id) ?? throw PanelException.NotFound();

    private async Task<ServerRow?> LookAsync(CallerIdentity caller, string id) =>
        caller.Scope.HoldsServer(id) ? await records.FindAsync(caller.WorkspaceId, id) : null;
}
