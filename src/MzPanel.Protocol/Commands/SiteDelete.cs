namespace MzPanel.Protocol.Commands;

/// <summary>Removes a site.</summary>
public static class SiteDelete
{
    /// <summary>The kind.</summary>
    public static CommandKind Kind { get; } = new("site.delete", Lane.Mutating, true, CommandKind.ManageSites, 900,
        "Removes a site; an archive that it can be restored from stays on the VPS for 7 days. One that is not there is no fault.",
        ArgsSchema.Mutating(SiteArgs.SiteId))
    {
        Changes = "The site's user, directory, configuration, pool, database and certificate are gone; the archive is there.",
        Undone = "Before the archive is whole nothing is removed. After that the removal is not undone: running it again finishes it.",
    };
}
