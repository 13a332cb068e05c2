namespace MzPanel.Protocol.Commands;

/// <summary>What serves a site.</summary>
public static class SiteKind
{
    /// <summary>Files as they are.</summary>
    public const string Static = "static";

    /// <summary>Another program, which requests are passed on to.</summary>
    public const string Proxy = "proxy";

    /// <summary>PHP, in a pool of the site's own.</summary>
    public const string Php = "php";

    /// <summary>WordPress, on PHP and a database of the site's own.</summary>
    public const string WordPress = "wordpress";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Static, Proxy, Php, WordPress];
}
