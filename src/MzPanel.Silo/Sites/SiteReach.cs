using MzPanel.Data.Sites;
using MzPanel.Grains.Refusals;
using MzPanel.Silo.Http;

namespace MzPanel.Silo.Sites;

/// <summary>Loads sites for a caller: what is of another workspace or out of scope is not there (rest-api.md, section 5).</summary>
internal sealed class SiteReach(SiteRecords records) : ISight
{
    public Subject Of => Subject.Site;

    public async ValueTask<Sight> SeeAsync(CallerIdentity caller, string id) => await LookAsync(caller, id) is null ? Sight.None : Sight.InScope;

    public async Task<SiteRow> FindAsync(CallerIdentity caller, string id) => await LookAsync(caller, id) ?? throw PanelException.NotFound();

    /// <summary>The filter, narrowed to what the caller's scope holds.</summary>
    public static SiteFilter Within(MemberScope scope, SiteFilter filter) => scope switch
    {
        { IsAll: true } => filter,
        { Type: "servers" } => filter with { Servers = [.. scope.Ids ?? []] },
        { Type: "sites" } => filter with { Ids = [.. scope.Ids ?? []] },
        _ => filter with { Ids = [] },
    };

    private async Task<SiteRow?> LookAsync(CallerIdentity caller, string id) =>
        await records.FindAsync(caller.WorkspaceId, id) is { } site && caller.Scope.HoldsSite(site.Id, site.ServerId) ? site : null;
}
