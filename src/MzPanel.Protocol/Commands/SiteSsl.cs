namespace MzPanel.Protocol.Commands;

/// <summary>Gets a site a certificate.</summary>
public static class SiteSsl
{
    /// <summary>The kind.</summary>
    public static CommandKind Kind { get; } = new("site.ssl", Lane.Mutating, true, CommandKind.UseSites, 600,
        "Gets a certificate for the domain and the aliases of a site over HTTP-01, and has it renewed.", ArgsSchema.Mutating(
            SiteArgs.SiteId,
            EmailAddress.Arg("email", "Where the certificate authority writes to."),
            new FlagArg("staging", "From the test installation of the authority; browsers do not trust it.")))
    {
        Changes = "The certificate of the site, and the web server's configuration that names it.",
        Undone = "The certificate that was served before is served on.",
    };
}
