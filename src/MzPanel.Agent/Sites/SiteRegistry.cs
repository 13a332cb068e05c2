using System.Text.Json;
using MzPanel.Agent.Config;

namespace MzPanel.Agent.Sites;

/// <summary>The sites of the VPS: one file each, replaced in one step.</summary>
internal sealed class SiteRegistry(AgentRoot root)
{
    /// <summary>How many there are; nothing is read.</summary>
    public int Count => Files().Length;

    /// <summary>All of them by domain. A file that cannot be read is a fault: whose user and names it holds nobody knows.</summary>
    public IReadOnlyList<SiteEntry> All() => [.. Files().Select(Read).OrderBy(e => e.Domain, StringComparer.Ordinal)];

    /// <summary>Those that can be read, and why the others cannot: for work that is done to each site by itself.</summary>
    public (IReadOnlyList<SiteEntry> Sites, IReadOnlyList<SiteException> Unreadable) Readable()
    {
        var (sites, unreadable) = (new List<SiteEntry>(), new List<SiteException>());
        foreach (var file in Files())
            try
            {
                sites.Add(Read(file));
            }
            catch (SiteException e)
            {
                unreadable.Add(e);
            }
        return (sites, unreadable);
    }

    public SiteEntry? Find(string siteId) => new SitePaths(root, siteId).Entry is var file && File.Exists(file) ? Read(file) : null;

    public void Write(SiteEntry entry) => SystemFile.Write(
        new SitePaths(root, entry.SiteId).Entry, JsonSerializer.SerializeToUtf8Bytes(entry, SitesJson.Default.SiteEntry), SystemFile.OwnerOnly);

    public void Delete(string siteId) => SystemFile.Delete(new SitePaths(root, siteId).Entry);

    /// <summary>Refuses what another site of the VPS has already.</summary>
    public void CheckFree(SiteEntry wanted)
    {
        foreach (var other in All().Where(e => e.SiteId != wanted.SiteId))
        {
            if (other.Names.Intersect(wanted.Names).FirstOrDefault() is { } name)
                throw new SiteException("domain_taken", $"{name} is a name of the site {other.SiteId} on this VPS.");
            if (other.User == wanted.User)
                throw new SiteException("user_taken", $"{wanted.User} is the user of the site {other.SiteId} on this VPS.");
        }
    }

    private string[] Files() => Directory.Exists(SitePaths.EntriesOf(root)) ? Directory.GetFiles(SitePaths.EntriesOf(root), "*.json") : [];

    private static SiteEntry Read(string file)
    {
        try
        {
            var entry = JsonSerializer.Deserialize(File.ReadAllBytes(file), SitesJson.Default.SiteEntry) ?? throw new JsonException("null");
            SiteCheck.Holds(entry);
            return entry.SiteId == Path.GetFileNameWithoutExtension(file) ? entry : throw new JsonException("it is that of another site");
        }
        catch (SiteException e)
        {
            throw new SiteException("bad_registry", $"{file} holds what no site may be: {e.Message}");
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new SiteException("bad_registry", $"{file} cannot be read: {e.Message}");
        }
    }
}
