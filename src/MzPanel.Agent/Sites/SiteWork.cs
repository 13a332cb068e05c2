using MzPanel.Agent.Sites.Tls;
using MzPanel.Agent.Sites.WordPress;

namespace MzPanel.Agent.Sites;

/// <summary>
/// Brings a site to what is wanted, from wherever it is: made just now, half made by a process that was killed, or ready. The
/// same steps make, change and mend.
/// </summary>
internal sealed class SiteWork(SiteParts parts, bool dryRun)
{
    private readonly SiteFolders folders = new(parts.Root, parts.Users);

    public async Task ApplyAsync(SiteEntry? before, SiteEntry wanted, CancellationToken cancelled)
    {
        SiteCheck.Holds(wanted);
        // A ready site that keeps its names needs no other's entry to be in order, for example to be served its new certificate.
        if (before?.Stage != SiteStage.Ready || !before.Names.SequenceEqual(wanted.Names))
            parts.Registry.CheckFree(wanted);
        using var serving = new SiteServing(parts, before, wanted);
        serving.CheckInstalled();
        var wordPress = new WordPressSite(parts, before, wanted);
        await wordPress.CheckAsync(cancelled);
        await new StepRun(parts.Context.Log, parts.Time).TakeAsync(Steps(before, wanted, wordPress, serving), dryRun, cancelled);
    }

    // One after the other: what a step finds may come from the step before.
    private IEnumerable<Step> Steps(SiteEntry? before, SiteEntry wanted, WordPressSite wordPress, SiteServing serving)
    {
        if (before?.Stage != SiteStage.Ready)
            yield return Enter(wanted with { Stage = SiteStage.Making }, before, "begin");
        foreach (var step in parts.Users.Make(wanted).Concat(folders.Make(wanted, wordPress)).Concat(new SelfSigned(parts.Root, parts.Time).Make(wanted)))
            yield return step;
        // Whole before anybody can reach it: an installer that waits for its first visitor is a stranger's.
        foreach (var step in wordPress.Steps().Concat(serving.Steps()))
            yield return step;
        yield return Enter(wanted with { Stage = SiteStage.Ready }, before?.Stage == SiteStage.Ready ? before : null, "enter");
    }

    private Step Enter(SiteEntry entry, SiteEntry? before, string verb) => Step.Of($"{verb} {entry.SiteId} in the registry",
        () => parts.Registry.Write(entry), () => Restore(entry.SiteId, before));

    private void Restore(string siteId, SiteEntry? before)
    {
        if (before is null)
            parts.Registry.Delete(siteId);
        else
            parts.Registry.Write(before);
    }
}
