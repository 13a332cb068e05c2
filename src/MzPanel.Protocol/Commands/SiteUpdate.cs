namespace MzPanel.Protocol.Commands;

/// <summary>Changes what a site answers to and runs on.</summary>
public static class SiteUpdate
{
    /// <summary>The kind; what is absent stays.</summary>
    public static CommandKind Kind { get; } = new("site.update", Lane.Mutating, true, CommandKind.UseSites, 300,
        "Changes the aliases, PHP version, upstream or upload limit of a site; what is absent stays.", ArgsSchema.Mutating(
            SiteArgs.SiteId, SiteArgs.Aliases, SiteArgs.PhpVersion, SiteArgs.Upstream, SiteArgs.UploadMb))
    {
        Changes = "Configuration of the web server and of the site's PHP pool, and the entry in the registry.",
        Undone = "The configuration from before is put back, and the programs go on with it.",
    };
}
