using MzPanel.Agent.Commands;
using MzPanel.Agent.Config;
using MzPanel.Agent.Sites.Databases;
using MzPanel.Agent.Sites.Nginx;

namespace MzPanel.Agent.Sites;

/// <summary>What every work on the sites of a VPS needs.</summary>
internal sealed record SiteParts(CommandContext Context, EngineSettings Settings, TimeProvider Time)
{
    public AgentRoot Root => Context.Root;

    public SiteRegistry Registry { get; } = new(Context.Root);

    public SiteUsers Users { get; } = new(Context, Time);

    public NginxServer Nginx { get; } = new(Context, Settings, Time);

    public static SiteParts Of(CommandContext context, TimeProvider time) => new(context, EngineSettings.Read(context.Root), time);

    public SitePaths Paths(SiteEntry site) => new(Root, site.SiteId);

    public SiteDatabase Database(SiteEntry site) => new(this, Paths(site), site.SiteId);

    public NginxSite Rendered(SiteEntry site) => new(site, Paths(site), Settings, NginxPlace.Of(Root));
}
