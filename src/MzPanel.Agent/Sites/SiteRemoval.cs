using MzPanel.Agent.Cron;
using MzPanel.Agent.Sites.Databases;
using MzPanel.Agent.Sites.Tls;
using MzPanel.Protocol.Commands;

namespace MzPanel.Agent.Sites;

/// <summary>
/// Removes a site in two halves. Until its archive is whole a failure leaves it as it was; from there on nothing is taken
/// back, and running it again goes on.
/// </summary>
internal sealed class SiteRemoval(SiteParts parts, bool dryRun)
{
    private readonly SiteArchive archive = new(parts.Root, parts.Time);

    public async Task RemoveAsync(SiteEntry site, CancellationToken cancelled)
    {
        var database = site.Kind == SiteKind.WordPress ? parts.Database(site) : null;
        await (database?.CheckAsync(cancelled) ?? Task.CompletedTask);
        using var serving = new SiteServing(parts, site, null);
        var run = new StepRun(parts.Context.Log, parts.Time);
        if (dryRun)
        {
            run.Describe([.. Archive(site, database, serving), .. Clear(site, database)]);
            return;
        }
        await run.RunAsync(Archive(site, database, serving), cancelled);
        try
        {
            await run.RunAsync(Clear(site, database), cancelled);
        }
        catch (SiteException e)
        {
            throw new SiteException(e.Code, $"The site is archived, but not all of it is removed. {e.Message}");
        }
    }

    private IEnumerable<Step> Archive(SiteEntry site, SiteDatabase? database, SiteServing serving)
    {
        yield return Step.Of($"enter {site.SiteId} as being removed", () => parts.Registry.Write(site with { Stage = SiteStage.Removing }), () => parts.Registry.Write(site));
        foreach (var step in serving.Steps().Concat(archive.Keep(site, database)))
            yield return step;
    }

    private IEnumerable<Step> Clear(SiteEntry site, SiteDatabase? database)
    {
        var paths = parts.Paths(site);
        if (database is not null)
            yield return new Step($"drop the database {database.Name} and its user", database.RemoveAsync);
        foreach (var step in new CronChange(parts.Context, parts.Time).RemoveOf(site.SiteId).Concat(parts.Users.Remove(site)))
            yield return step;
        yield return Step.Of("remove its certificate", () => Forget(paths));
        yield return Step.Of($"remove {site.SiteId} from the registry", () => parts.Registry.Delete(site.SiteId));
    }

    private void Forget(SitePaths paths)
    {
        new Certbot(parts).Forget(paths);
        SystemFile.DeleteDirectory(paths.SelfSigned);
    }
}
