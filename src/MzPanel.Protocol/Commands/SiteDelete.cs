namespace MzPanel.Protocol.Commands;

/// <summary>Removes a site.</summary>
public static class SiteDelete
{
    /// <summary>The kind.</summary>
    public static CommandKind Kind { get; } = new("site.delete", Lane.Mutating, true, CommandKind.ManageSites, 900,
        "Removes a site; its files, and what its database held, stay on the VPS for 7 days, in an archive of root's beneath /var/www/.mz-archive/SITE_ID, from which they are brought back by hand. "
            + "One that is not there is no fault.",
        ArgsSchema.Mutating(SiteArgs.SiteId))
    {
        Changes = "The site's user, directory, configuration, pool, database and certificate are gone; the archive is there.",
        Undone = "Before the archive is whole nothing is removed. After that the removal is not undone: running it again finishes it.",
    };
}
