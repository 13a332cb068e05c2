namespace MzPanel.Agent.Sites.Databases;

/// <summary>The database of a site, and the user of the same name who may use it and no other.</summary>
/// <param name="Name">Made of the site's id alone.</param>
/// <param name="Password">Random; it stands in the site's own configuration and nowhere else.</param>
internal sealed record DatabaseLogin(string Name, string Password)
{
    public static DatabaseLogin NewFor(string siteId) => new(NameFor(siteId), Secret.New());

    /// <summary>As the site's Unix user, with a letter that needs no quotes.</summary>
    public static string NameFor(string siteId) => SiteUsers.NameFor(siteId).Replace('-', '_');
}
