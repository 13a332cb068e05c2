using MzPanel.Agent.Config;
using MzPanel.Agent.Sites;
using MzPanel.Agent.Sites.Databases;

namespace MzPanel.Agent.Commands.Databases;

/// <summary>Names that are not for these kinds: of the servers themselves, of sites, and what a restore works with.</summary>
internal static class Reserved
{
    /// <summary>Begins the names of sites' databases and users, of PostgreSQL's roles for rights, and of what a restore works with.</summary>
    public const string Own = "mz_";

    private static readonly string[] Databases = ["mysql", "information_schema", "performance_schema", "sys", "postgres", "template0", "template1"];
    private static readonly string[] Users = ["root", "mysql", "mariadb", "mariadb.sys", "debian-sys-maint", "postgres", "public"];

    /// <summary>A database that may be changed.</summary>
    public static string Database(AgentRoot root, string name)
    {
        if (IsSystem(name))
            throw new SiteException("reserved", $"{name} is the database server's own: nothing here changes it.");
        if (name.StartsWith(Own, StringComparison.OrdinalIgnoreCase))
            throw new SiteException("reserved", SiteOf(root, name) is { } site
                ? $"{name} is the database of the site {site}: it comes and goes with the site." : $"Names that begin with {Own} are kept for sites and for MzPanel itself.");
        return SqlName.Of(name);
    }

    /// <summary>A database whose content may be read.</summary>
    public static string Readable(string name) => IsSystem(name) ? throw new SiteException("reserved", $"{name} is the database server's own.") : SqlName.Of(name);

    public static bool IsUser(string name) => Users.Contains(name, StringComparer.OrdinalIgnoreCase)
        || name.StartsWith(Own, StringComparison.OrdinalIgnoreCase) || name.StartsWith("pg_", StringComparison.OrdinalIgnoreCase);

    /// <summary>A user who may be changed.</summary>
    public static string User(string name) => IsUser(name)
        ? throw new SiteException("reserved", $"{name} is a user of the database server itself, of a site or of MzPanel: nothing here changes it.") : SqlName.Of(name);

    private static bool IsSystem(string name) => Databases.Contains(name, StringComparer.OrdinalIgnoreCase);

    private static string? SiteOf(AgentRoot root, string name) =>
        new SiteRegistry(root).Readable().Sites.FirstOrDefault(s => DatabaseLogin.NameFor(s.SiteId) == name)?.SiteId;
}
