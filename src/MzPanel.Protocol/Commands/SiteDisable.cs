namespace MzPanel.Protocol.Commands;

/// <summary>Stops serving a site without taking anything of it away.</summary>
public static class SiteDisable
{
    /// <summary>The kind.</summary>
    public static CommandKind Kind { get; } = new("site.disable", Lane.Mutating, true, CommandKind.UseSites, 300,
        "Stops serving a site; its files stay.", ArgsSchema.Mutating(SiteArgs.SiteId))
    {
        Changes = "The web server does not serve the site, its PHP pool does not run.",
        Undone = "The site is served on.",
    };
}
