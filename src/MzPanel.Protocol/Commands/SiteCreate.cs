namespace MzPanel.Protocol.Commands;

/// <summary>Makes a site.</summary>
public static class SiteCreate
{
    private static readonly ArgChoice WordPress = new("kind", SiteKind.WordPress);

    /// <summary>The kind.</summary>
    public static CommandKind Kind { get; } = new("site.create", Lane.Mutating, true, CommandKind.ManageSites, 900,
        "Makes a site and has the web server serve it. Of a wordpress site the result names the file on the VPS, root's alone, that holds its administrator's password.", ArgsSchema.Mutating(
            SiteArgs.SiteId,
            DomainName.Arg("domain", "Domain name that the site is known by.") with { Required = true },
            SiteArgs.Aliases,
            new ChoiceArg("kind", "What serves it.", [.. SiteKind.All]) { Required = true },
            SiteArgs.Upstream with { Required = true, Only = new ArgChoice("kind", SiteKind.Proxy) },
            SiteArgs.PhpVersion with { Only = new ArgChoice("kind", SiteKind.Php, SiteKind.WordPress) },
            SiteArgs.UploadMb,
            SiteArgs.Title with { Only = WordPress },
            SiteArgs.AdminUser with { Only = WordPress },
            SiteArgs.AdminEmail with { Only = WordPress }))
    {
        Changes = "A Unix user, a directory, a web server configuration with a self-signed certificate, and for PHP a pool, "
            + "for WordPress a copy of it and a database with a user, all of the site's own; an entry in the registry of the VPS.",
        Undone = "What the run made is removed again. Where that fails the log says what is left, and running it again mends it.",
    };
}
