namespace MzPanel.Protocol.Commands;

/// <summary>Serves a disabled site again.</summary>
public static class SiteEnable
{
    /// <summary>The kind.</summary>
    public static CommandKind Kind { get; } = new("site.enable", Lane.Mutating, true, CommandKind.UseSites, 300,
        "Serves a disabled site again.", ArgsSchema.Mutating(SiteArgs.SiteId))
    {
        Changes = "The web server serves the site, its PHP pool runs.",
        Undone = "The site stays disabled.",
    };
}
