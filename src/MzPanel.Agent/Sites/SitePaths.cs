using MzPanel.Agent.Config;

namespace MzPanel.Agent.Sites;

/// <summary>Where everything of one site lies. Made of its id alone: no name that somebody chose becomes a path.</summary>
internal sealed class SitePaths
{
    private readonly AgentRoot root;
    private readonly string id;

    public SitePaths(AgentRoot root, string siteId)
    {
        if (siteId.Length is 0 or > 64 || !siteId.All(c => char.IsAsciiLetterOrDigit(c) || c == '_'))
            throw new SiteException("bad_args", "args.site_id must be the identifier of a site");
        (this.root, id) = (root, siteId);
    }

    /// <summary>Root's own: nobody else can put something else in the place of what lies in it.</summary>
    public string Home => root.Resolve($"/var/www/{id}");

    /// <summary>What is served; the site user's.</summary>
    public string Public => Home + "/public";

    /// <summary>Uploads and sessions of PHP.</summary>
    public string Temporary => Home + "/tmp";

    /// <summary>A WordPress site's configuration; the site user's.</summary>
    public string WordPressConfig => Public + "/wp-config.php";

    /// <summary>Where the password of a WordPress site's first administrator was left; root's.</summary>
    public string AdminPassword => Home + "/wordpress-admin.txt";

    /// <summary>That the database of its name is the site's.</summary>
    public string DatabaseRecord => root.Resolve($"/etc/mz/databases/{id}");

    public string Entry => EntriesOf(root) + $"/{id}.json";

    public string NginxConfig => root.Resolve($"/etc/nginx/conf.d/mz-{id}.conf");

    // Below /var/log/nginx, where Debian's logrotate already looks.
    public string AccessLog => root.Resolve($"/var/log/nginx/mz-{id}.access.log");

    public string ErrorLog => root.Resolve($"/var/log/nginx/mz-{id}.error.log");

    public string SelfSigned => root.Resolve($"/etc/mz/tls/{id}");

    /// <summary>Name of its certificate for certbot.</summary>
    public string CertificateName => "mz-" + id;

    public string Issued => root.Resolve($"/etc/letsencrypt/live/{CertificateName}");

    public string Archives => ArchivesOf(root) + $"/{id}";

    public static string EntriesOf(AgentRoot root) => root.Resolve("/etc/mz/sites");

    public static string ArchivesOf(AgentRoot root) => root.Resolve("/var/www/.mz-archive");

    /// <summary>Where certbot puts its answers to challenges, for every site.</summary>
    public static string ChallengesOf(AgentRoot root) => root.Resolve("/var/lib/mz/acme");

    public string PoolConfig(string phpVersion) => root.Resolve($"/etc/php/{phpVersion}/fpm/pool.d/mz-{id}.conf");

    // With the version: while a site changes it, the pool before and the pool after both have one.
    public string PoolSocket(string phpVersion) => root.Resolve($"/run/php/mz-{id}-{phpVersion}.sock");
}
