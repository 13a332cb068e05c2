namespace MzPanel.Agent.Sites.Databases;

/// <summary>
/// The one database of a site. That it is the site's is on record before it is made and until it is gone: whatever becomes of a run
/// in between, the next one knows its own from what is somebody's.
/// </summary>
internal sealed class SiteDatabase(SiteParts parts, SitePaths paths, string siteId)
{
    private readonly MariaDb server = new(parts.Context, parts.Time);

    public string Name { get; } = DatabaseLogin.NameFor(siteId);

    public string Socket => server.Socket;

    /// <summary>Whether there is a MariaDB to work with; nothing is changed.</summary>
    public Task CheckAsync(CancellationToken cancelled) => server.CheckAsync(cancelled);

    /// <summary>Refuses where there is one of the name already that no run for this site has made.</summary>
    public async Task CheckFreeAsync(CancellationToken cancelled)
    {
        if (!File.Exists(paths.DatabaseRecord) && await server.HasAsync(Name, cancelled))
            throw new SiteException("already_exists", $"There is a database {Name} already, of no site of this VPS: rename or drop it, then run this again.");
    }

    /// <summary>Makes it anew: what a run that was interrupted has left of it is nobody's.</summary>
    public Task MakeAsync(DatabaseLogin login, CancellationToken cancelled)
    {
        SystemFile.Write(paths.DatabaseRecord, [], SystemFile.OwnerOnly);
        return server.MakeAsync(login, cancelled);
    }

    public async Task RemoveAsync(CancellationToken cancelled)
    {
        await server.RemoveAsync(Name, cancelled);
        SystemFile.Delete(paths.DatabaseRecord);
    }

    /// <summary>Writes what it holds into a file; a site that was never whole may have none.</summary>
    public async Task DumpAsync(string file, CancellationToken cancelled)
    {
        if (await server.HasAsync(Name, cancelled))
            await server.DumpAsync(Name, file, cancelled);
    }
}
