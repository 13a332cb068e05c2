namespace MzPanel.Protocol.Commands;

/// <summary>Makes a site.</summary>
public static class SiteCreate
{
    /// <summary>The kind.</summary>
    public static CommandKind Kind { get; } = new("site.create", Lane.Mutating, true, CommandKind.ManageSites, 900,
        "Makes a site and has the web server serve it. Sites of the kind wordpress are refused so far: make a php site and install WordPress into it.", ArgsSchema.Mutating(
            SiteArgs.SiteId,
            DomainName.Arg("domain", "Domain name that the site is known by.") with { Required = true },
            SiteArgs.Aliases,
            new ChoiceArg("kind", "What serves it.", [.. SiteKind.All]) { Required = true },
            SiteArgs.Upstream with { Required = true, Only = new ArgChoice("kind", SiteKind.Proxy) },
            SiteArgs.PhpVersion with { Only = new ArgChoice("kind", SiteKind.Php, SiteKind.WordPress) },
            SiteArgs.UploadMb))
    {
        Changes = "A Unix user, a directory, a web server configuration with a self-signed certificate, and for PHP a pool, "
            + "all of the site's own; an entry in the registry of the VPS.",
        Undone = "What the run made is removed again. Where that fails the log says what is left, and running it again mends it.",
    };
}
